/*
 * The normal law, without the factor 1/√(2π), which cancels where it is used. Additions, products and quotients only:
 * their last bits are the same in every version of V8.
 */

/** The x with this integral, by Newton's method from one nearby: the integral's slope is the density. */
export function normalQuantile(integral: number, near: number): number {
  let x = near;
  for (let step = 0; step < 6; step++) {
    const density = normalDensity(x);
    x += (integral - integralOver(x) * density) / density;
  }
  return x;
}

/** exp(-x²/2), by the power series of exp(x²/2). */
function normalDensity(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x * x) / (2 * k);
    sum += term;
  }
  return 1 / sum;
}

/** Integral of exp(-t²/2) from 0 to x. */
export function normalIntegral(x: number): number {
  return integralOver(x) * normalDensity(x);
}

/** That integral by the density at x: x + x³/3 + x⁵/(3·5) + …, terms of one sign. */
function integralOver(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return sum;
}
