import { hasNumbers, numbers, pick } from "./columns";

/** The quartiles that stand beside a median in the results of `time` and `compare`. */
const QUARTILES = { medianMs: { lower: "q1Ms", upper: "q3Ms" } };

export interface ErrorBars {
  /** The columns that the bars come from. */
  columns: string[];
  /** Where each row's bar starts and ends. */
  from: number[];
  to: number[];
  /** plotly's error bars for the rows at the indices. */
  trace: (indices: readonly number[]) => Record<string, unknown>;
}

/** Error bars from the first to the third quartile, where the column is a median and the rows have both. */
export function errorBars(rows: readonly object[], column: string): ErrorBars | undefined {
  if (column !== "medianMs") return undefined;
  const { lower, upper } = QUARTILES[column];
  if (!hasNumbers(rows, lower) || !hasNumbers(rows, upper)) return undefined;
  const [middle, from, to] = [column, lower, upper].map((name) =>
    numbers(rows, { option: "y", column: name }),
  ) as [number[], number[], number[]];
  const above = to.map((value, i) => value - (middle[i] as number));
  const below = from.map((value, i) => (middle[i] as number) - value);
  return {
    columns: [lower, upper],
    from,
    to,
    trace: (indices) => ({
      type: "data",
      symmetric: false,
      array: pick(above, indices),
      arrayminus: pick(below, indices),
      thickness: 1.3,
      width: 4,
      color: "#444444",
    }),
  };
}
