export interface Statistics {
  medianMs: number;
  q1Ms: number;
  q3Ms: number;
  p90Ms: number;
  minMs: number;
}

/** What is reported of a series of times. */
export function statistics(samplesMs: readonly number[]): Statistics {
  return {
    medianMs: quantile(samplesMs, 0.5),
    q1Ms: quantile(samplesMs, 0.25),
    q3Ms: quantile(samplesMs, 0.75),
    p90Ms: quantile(samplesMs, 0.9),
    minMs: quantile(samplesMs, 0),
  };
}

/**
 * The value below which a share of the samples lies, interpolated linearly between the two nearest samples: definition
 * 7 of Hyndman and Fan (The American Statistician 50, 1996), the default of numpy and R.
 *
 * @param share 0 … 1; 0.5 is the median
 * @throws RangeError if there are no samples
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort();
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined)
    throw new RangeError("samples is empty: give at least one.");
  return below + (above - below) * (position % 1);
}
