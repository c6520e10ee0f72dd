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
