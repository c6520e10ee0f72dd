/** A power law y = factor · x^exponent, fitted to points. */
export interface PowerLaw {
  factor: number;
  exponent: number;
  /** Share of the logarithms' variance that it explains, 0 … 1 */
  r2: number;
}

/**
 * The power law with the least squares between the logarithms, a straight line on a chart with two log axes.
 *
 * @throws RangeError if fewer than two x differ, or a value is not above 0
 */
export function powerLaw(xs: readonly number[], ys: readonly number[]): PowerLaw {
  for (const value of [...xs, ...ys]) {
    if (!(value > 0)) throw new RangeError(`${value} has no logarithm: give values above 0.`);
  }
  const [x, y] = [xs.map(Math.log), ys.map(Math.log)];
  const [meanX, meanY] = [mean(x), mean(y)];
  const [sxx, sxy, syy] = [
    product(x, meanX, x, meanX),
    product(x, meanX, y, meanY),
    product(y, meanY, y, meanY),
  ];
  if (!(sxx > 0)) throw new RangeError(`xs are ${xs.join(", ")}: a line needs two that differ.`);
  const exponent = sxy / sxx;
  return { exponent, factor: Math.exp(meanY - exponent * meanX), r2: syy > 0 ? (exponent * sxy) / syy : 1 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sum of products of two lists' deviations from their means. */
function product(a: readonly number[], meanA: number, b: readonly number[], meanB: number): number {
  return a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] as number) - meanB), 0);
}
