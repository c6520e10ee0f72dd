import type { Generator } from "./random";

/**
 * A law of weights: fills `out` with draws. Only what IEEE 754 fixes to the last bit is used (+, -, x, / and rounding):
 * Math.log and Math.cos may differ from one version of V8 to the next.
 */
export type Distribution = (generator: Generator, out: Float32Array) => void;

/** Uniform on [-limit, limit]. */
export function uniform(limit: number): Distribution {
  return (generator, out) => generator(out, limit);
}

/** Standard deviation of a unit normal that is cut at two standard deviations, as Keras cuts it. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

const CELLS = 4096;

/** Normal with this standard deviation, cut at about 2.27 of them (two of the uncut law), as in Keras. */
export function truncatedNormal(standardDeviation: number): Distribution {
  const factor = standardDeviation / TRUNCATED_DEVIATION;
  const quantiles = truncatedNormalQuantiles().map((x) => x * factor);
  return (generator, out) => {
    generator(out, CELLS / 2);
    for (let i = 0; i < out.length; i++) {
      const position = (out[i] as number) + CELLS / 2;
      const cell = Math.min(position | 0, CELLS - 1);
      const left = quantiles[cell] as number;
      out[i] = left + ((quantiles[cell + 1] as number) - left) * (position - cell);
    }
  };
}

let quantileTable: Float64Array | undefined;

/** Quantiles 0/CELLS … CELLS/CELLS of the unit normal cut at ±2; between them a straight line is within 1e-6. */
function truncatedNormalQuantiles(): Float64Array {
  if (quantileTable) return quantileTable;
  const half = normalIntegral(2);
  const table = new Float64Array(CELLS + 1);
  let x = -2;
  for (let cell = 0; cell <= CELLS; cell++) {
    const target = half * ((2 * cell) / CELLS - 1);
    // Newton's method from the quantile before: the integral's slope is the density.
    for (let step = 0; step < 6; step++) x += (target - normalIntegral(x)) / normalDensity(x);
    table[cell] = x;
  }
  return (quantileTable = table);
}

/** exp(-x²/2) for |x| <= 2, by its power series (the factor 1/√(2π) cancels where it is used). */
function normalDensity(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 40; k++) {
    term *= -(x * x) / (2 * k);
    sum += term;
  }
  return sum;
}

/** Integral of exp(-t²/2) from 0 to x for |x| <= 2, by its power series. */
function normalIntegral(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 40; k++) {
    term *= -(x * x) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return sum;
}
