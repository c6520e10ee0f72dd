import { type Column, renderTable } from "../notebook/table";
import { quantity } from "./quantities";

/** The text table of what a chart plots: the columns that it uses, the naming ones first. */
export function plottedTable(
  rows: readonly object[],
  {
    names,
    values,
    title,
  }: { names: readonly (string | undefined)[]; values: readonly string[]; title?: string | undefined },
): string {
  const used = [...new Set([...names, ...values])].filter((name): name is string => name !== undefined);
  const columns = used.map((name): Column<object> => {
    const { title, format } = quantity(name);
    return { title, format, value: (row) => (row as Record<string, string | number>)[name] };
  });
  return renderTable(rows, columns, title === undefined ? {} : { caption: title }).text;
}
