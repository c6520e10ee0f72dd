/** Activations are float32. */
export const BYTES_PER_VALUE = 4;

export function sum<Row>(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

/** `537206056` as `537.21 MB`: units of a thousand. (Keras divides by 1,024 and writes 512.32 MB for the same bytes.) */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  let power = 0;
  while (bytes >= 1000 ** (power + 1) && power < units.length - 1) power++;
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 2)} ${units[power]}`;
}

/** 0.1234 → "12.3 %" */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
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
