/** Distribution function: the share of values below x. */
export type Cdf = (x: number) => number;

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
}

export function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  return Array.from(values).reduce((sum, x) => sum + (x - centre) ** 2, 0) / values.length;
}

export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const products = Array.from(a, (x, i) => (x - meanA) * ((b[i] as number) - meanB));
  return mean(products) / Math.sqrt(variance(a) * variance(b));
}

/**
 * Kolmogorov and Smirnov's distance between a sample and a law, times √n. Under the law it exceeds 1.95 in 0.1 % of
 * samples; our samples are seeded, so a test passes always or never.
 */
export function kolmogorovSmirnov(values: ArrayLike<number>, cdf: Cdf): number {
  const sorted = Float64Array.from(values).sort();
  const distance = sorted.reduce((largest, x, i) => {
    const below = cdf(x);
    return Math.max(largest, (i + 1) / sorted.length - below, below - i / sorted.length);
  }, 0);
  return distance * Math.sqrt(sorted.length);
}

export const uniformCdf =
  (limit: number): Cdf =>
  (x) =>
    (x + limit) / (2 * limit);

/** Of a normal law with deviation `sigma` before it is cut at ±2 `sigma`; by Simpson's rule on the density. */
export const cutNormalCdf =
  (sigma: number): Cdf =>
  (x) =>
    0.5 + simpson(x / sigma) / (2 * simpson(2));

/** Of the uncut normal law. */
export const normalCdf =
  (sigma: number): Cdf =>
  (x) =>
    0.5 + simpson(x / sigma) / Math.sqrt(2 * Math.PI);

function simpson(x: number): number {
  const steps = 100;
  const density = (i: number) => Math.exp(-(((i * x) / steps) ** 2) / 2);
  let sum = density(0) + density(steps);
  for (let i = 1; i < steps; i++) sum += density(i) * (i % 2 ? 4 : 2);
  return (sum * x) / steps / 3;
}
