import { type Displayable, displayableTable } from "./display";
import { renderTable, type TableOptions } from "./table";

/** A row of a notebook's own table: column title → value. */
export type Row = Record<string, string | number | boolean | null | undefined>;

/**
 * Shows rows as a table, a column for each key, in the order in which the keys first appear. Where there are none
 * it says so.
 *
 * @returns a copy of the array, so that data and table are one value
 * @throws TypeError if `rows` is not an array of objects
 */
export function table<T extends Row>(rows: readonly T[], options: TableOptions = {}): T[] & Displayable {
  const given: unknown = rows; // a cell may hand in anything
  if (!Array.isArray(given) || given.some((row) => row === null || typeof row !== "object")) {
    throw new TypeError(
      "rows: not an array of objects. Give one object for each row: [{ name: …, params: … }].",
    );
  }
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = titles.map((title) => ({ title, value: (row: T) => row[title] }));
  const lack = titles.length > 0 ? undefined : `no ${rows.length > 0 ? "columns" : "rows"}`;
  const caption = [options.caption, lack].filter(Boolean).join(": ");
  const rendered = () => renderTable(rows, columns, { ...options, caption });
  return displayableTable([...rows], rendered);
}
