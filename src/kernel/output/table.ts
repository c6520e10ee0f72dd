import { inspect, stripVTControlCharacters, types } from "node:util";
import { cut, escapeHtml, grouped } from "./wording";

/** Rows that are shown of a longer table: the first and the last ones. */
const mostRows = 100;
/** A wider table is no help to a reader. */
const mostColumns = 50;
const mostCellText = 200;

type Row = Record<string, unknown>;

/** Lays out plain objects as a table, a column for each key; undefined if `value` is no array of such. */
export function tableOf(value: unknown): { text: string; html: string } | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isPlainObject)) return undefined;
  const head = value.slice(0, mostRows / 2);
  const tail = value.slice(head.length).slice(-mostRows / 2);
  const rows = [...head, ...tail];
  if (!rows.every((row) => isPlainObject(row) && isFlat(row))) return undefined; // a gap in an array is undefined here
  const keys = [...new Set(rows.flatMap(Object.keys))];
  if (keys.length === 0 || keys.length > mostColumns) return undefined;

  const right = keys.map((key) => rows.every((row) => isNumber(row[key])));
  const lineOf = (row: Row) => keys.map((key) => cellText(row[key]));
  const leftOut = value.length - rows.length;
  const gap = keys.map((_, i) => (i === 0 ? `… ${grouped(leftOut)} more rows …` : ""));
  const lines = [...head.map(lineOf), ...(leftOut > 0 ? [gap] : []), ...tail.map(lineOf)];
  const grid = { titles: keys.map(cellText), right, lines };
  return { text: asText(grid), html: asHtml(grid) };
}

interface Grid {
  titles: string[];
  /** Whether a column holds numbers, which stand to the right. */
  right: boolean[];
  lines: string[][];
}

function isPlainObject(value: unknown): value is Row {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether each of its values fits into a cell; a getter, which may do anything, does not. */
function isFlat(row: Row): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(row)).every(
    (property) => "value" in property && (isScalar(property.value) || isShortList(property.value)),
  );
}

function isScalar(value: unknown): boolean {
  return value === null || !["object", "function", "symbol"].includes(typeof value) || types.isDate(value);
}

/** Such as a shape. */
function isShortList(value: unknown): boolean {
  return !types.isProxy(value) && Array.isArray(value) && value.length <= 10 && value.every(isScalar);
}

function isNumber(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "number" || typeof value === "bigint";
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : inspect(value, { breakLength: Infinity });
  const line = stripVTControlCharacters(text).replace(/\s*\n\s*/g, " ↵ ");
  return line.length > mostCellText ? `${cut(line, mostCellText)}…` : line;
}

function asText({ titles, right, lines }: Grid): string {
  const rows = [titles, ...lines];
  const widths = titles.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (text: string, i: number) =>
    right[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  const [head = "", ...body] = rows.map((row) => row.map(pad).join("  ").trimEnd());
  return [head, widths.map((width) => "─".repeat(width)).join("──"), ...body].join("\n");
}

/** The page says what a table looks like, light or dark. */
function asHtml({ titles, right, lines }: Grid): string {
  const row = (tag: "th" | "td", texts: string[]) =>
    `<tr>${texts.map((text, i) => `<${tag} style="text-align: ${right[i] ? "right" : "left"}">${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
  const body = lines.map((line) => row("td", line));
  return `<table>\n<thead>${row("th", titles)}</thead>\n<tbody>${body.join("\n")}</tbody>\n</table>`;
}
