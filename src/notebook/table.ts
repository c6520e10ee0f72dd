import { sortingScript } from "./sortable";

/** One column of a table: its title and how a row's value is found. */
export interface Column<Row> {
  title: string;
  /** A line break in it begins a new line in the cell. */
  value: (row: Row) => string | number | boolean | null | undefined;
  /** Numbers only; by default integers with thousands separators and others with four significant digits. */
  format?: (value: number) => string;
  /** By default numbers stand to the right, everything else to the left. */
  align?: "left" | "right";
  /** Where the cell of a row links to, in HTML. */
  link?: (row: Row) => string | undefined;
}

export interface TableOptions {
  caption?: string;
  /** Lines below the table. */
  footer?: readonly string[];
  /** A click on a column's title sorts the HTML table, where scripts run; false by default. */
  sortable?: boolean;
}

/** Rows that are shown of a longer table: the first and the last ones. */
const MOST_ROWS = 200;

interface Cell {
  text: string;
  /** What it is sorted by, where that is not its text. */
  value?: number;
  link?: string | undefined;
}

interface Grid {
  titles: string[];
  right: boolean[];
  cells: Cell[][];
  /** Whether rows are left out. */
  cut: boolean;
}

/**
 * Lays out rows as a table, once as aligned text and once as HTML that follows the notebook's theme. Missing values are
 * an em dash. Of more than 200 rows the middle is left out, and said to be.
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions = {},
): { text: string; html: string } {
  const grid = layOut(rows, columns);
  return { text: asText(grid, options), html: asHtml(grid, options) };
}

function layOut<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Grid {
  const right = columns.map(
    ({ align, value }) =>
      (align ?? (rows.some((row) => typeof value(row) === "number") ? "right" : "left")) === "right",
  );
  const line = (row: Row) => columns.map((column) => cellOf(row, column));
  const half = MOST_ROWS / 2;
  const cells =
    rows.length <= MOST_ROWS
      ? rows.map(line)
      : [
          ...rows.slice(0, half).map(line),
          columns.map((_, i) => ({
            text: i === 0 ? `… ${formatNumber(rows.length - MOST_ROWS)} more rows …` : "",
          })),
          ...rows.slice(-half).map(line),
        ];
  return { titles: columns.map(({ title }) => title), right, cells, cut: rows.length > MOST_ROWS };
}

function cellOf<Row>(row: Row, { value, format = formatNumber, link }: Column<Row>): Cell {
  const content = value(row);
  if (content === null || content === undefined) return { text: "—" };
  if (typeof content === "number") return { text: format(content), value: content, link: link?.(row) };
  return { text: String(content), link: link?.(row) };
}

/** 134301514 → "134,301,514"; 0.157790 → "0.1578". */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

function asText({ titles, right, cells }: Grid, { caption, footer = [] }: TableOptions): string {
  const lines = cells.flatMap((row) => linesOf(row.map(({ text }) => text)));
  const widths = titles.map((title, i) => Math.max(title.length, ...lines.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  return [
    ...(caption ? [caption] : []),
    ...(titles.length > 0 ? [line(titles), rule] : []),
    ...lines.map(line),
    ...(footer.length ? [rule] : []),
    ...footer,
  ].join("\n");
}

/** A row of text: as many lines as its longest cell has. */
function linesOf(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split("\n"));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ""));
}

/** Characters of the longest cell that is kept on one line, as shapes and numbers must be; prose may break. */
const KEPT_WHOLE = 30;
const CELL = "padding: 0.25em 0.8em; border: none;";
/** Plain, since JupyterLab takes variables out of the borders of a notebook that it does not trust. */
const RULE = "1px solid #9e9e9e";

function asHtml(
  { titles, right, cells, cut }: Grid,
  { caption, footer = [], sortable = false }: TableOptions,
): string {
  const style = (i: number, extra = "") =>
    `style="${CELL} text-align: ${right[i] ? "right" : "left"}; ${extra}font-variant-numeric: tabular-nums;"`;
  const whole = ({ text }: Cell) => (text.length <= KEPT_WHOLE ? "white-space: nowrap; " : "");
  const sortKey = ({ value }: Cell) => (sortable && value !== undefined ? ` data-value="${value}"` : "");
  const head = titles.map(
    (title, i) => `<th scope="col" ${style(i, `border-bottom: ${RULE}; `)}>${escapeHtml(title)}</th>`,
  );
  const body = cells.map(
    (row) =>
      `<tr>${row.map((cell, i) => `<td ${style(i, whole(cell))}${sortKey(cell)}>${content(cell)}</td>`).join("")}</tr>`,
  );
  const foot = footer.map(
    (line, i) =>
      `<tr><td colspan="${titles.length}" style="${CELL} text-align: left;${i ? "" : ` border-top: ${RULE};`}">${escapeHtml(line)}</td></tr>`,
  );
  return [
    `<table style="border-collapse: collapse; color: var(--jp-content-font-color1, inherit);">`,
    ...(caption
      ? [
          `<caption style="text-align: left; padding: 0.4em 0.8em; white-space: normal;">${escapeHtml(caption)}</caption>`,
        ]
      : []),
    `<thead><tr>${head.join("")}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody>`,
    ...(foot.length ? [`<tfoot>${foot.join("")}</tfoot>`] : []),
    `</table>`,
    ...(sortable && !cut ? [sortingScript] : []),
  ].join("\n");
}

function content({ text, link }: Cell): string {
  const lines = escapeHtml(text).replaceAll("\n", "<br>");
  return link === undefined ? lines : `<a href="${escapeHtml(link)}">${lines}</a>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
