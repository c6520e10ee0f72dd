import { counted, hardwareText, softwareText } from "../engines/setting";
import { type Displayable, displayableTable } from "../notebook/display";
import { renderTable, type Column } from "../notebook/table";
import type { Conditions, Timing } from "./protocol";

/** 9.876 → "9.88", 98.76 → "98.8": more digits than three no repetition gives again. */
export function milliseconds(ms: number): string {
  const digits = Math.max(3, Math.ceil(Math.log10(ms)));
  return ms.toLocaleString("en-US", { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
}

export const timeColumns: Column<Timing>[] = [
  { title: "Median, ms", value: ({ medianMs }) => medianMs, format: milliseconds },
  {
    title: "Quartiles, ms",
    value: ({ q1Ms, q3Ms }) => `${milliseconds(q1Ms)} – ${milliseconds(q3Ms)}`,
    align: "right",
  },
  { title: "p90, ms", value: ({ p90Ms }) => p90Ms, format: milliseconds },
  { title: "Min, ms", value: ({ minMs }) => minMs, format: milliseconds },
  { title: "First run, ms", value: ({ firstMs }) => firstMs, format: milliseconds },
];

/** One line that says how a time was taken. */
export function conditionsText(at: Conditions): string {
  return [
    hardwareText(at),
    ...(at.precision === "float32" ? [] : [at.precision]),
    ...(at.engine === "onnxruntime" && !at.optimize ? ["not optimized"] : []),
    `batch ${at.batch}`,
    `${counted(at.runs, "run")} after ${counted(at.warmUp + 1, "other")}`,
    softwareText(at),
  ].join(", ");
}

/** Gives rows of times their table, with the conditions as its caption. */
export function withTable<Row extends Timing, T extends object>(
  data: T,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): T & Displayable {
  const [first] = rows;
  const table = () => renderTable(rows, columns, first && { caption: conditionsText(first) });
  return displayableTable(data, table);
}
