/** One column of a table: its title and how a row's value is found. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | boolean | null | undefined;
  /** Numbers only; by default integers with thousands separators and others with four significant digits. */
  format?: (value: number) => string;
  /** By default numbers stand to the right, everything else to the left. */
  align?: "left" | "right";
}

export interface TableOptions {
  caption?: string;
  /** Lines below the table. */
  footer?: readonly string[];
}

/** Rows that are shown of a longer table: the first and the last ones. */
const MOST_ROWS = 200;

interface Grid {
  titles: string[];
  right: boolean[];
  cells: string[][];
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
  const line = (row: Row) =>
    columns.map(({ value, format = formatNumber }) => formatCell(value(row), format));
  const half = MOST_ROWS / 2;
  const cells =
    rows.length <= MOST_ROWS
      ? rows.map(line)
      : [
          ...rows.slice(0, half).map(line),
          columns.map((_, i) => (i === 0 ? `… ${formatNumber(rows.length - MOST_ROWS)} more rows …` : "")),
          ...rows.slice(-half).map(line),
        ];
  return { titles: columns.map(({ title }) => title), right, cells };
}

function formatCell(
  value: string | number | boolean | null | undefined,
  format: (value: number) => string,
): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "number" ? format(value) : String(value);
}

/** 134301514 → "134,301,514"; 0.157790 → "0.1578". */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

function asText({ titles, right, cells }: Grid, { caption, footer = [] }: TableOptions): string {
  const widths = titles.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  return [
    ...(caption ? [caption] : []),
    line(titles),
    rule,
    ...cells.map(line),
    ...(footer.length ? [rule] : []),
    ...footer,
  ].join("\n");
}

const CELL = "padding: 0.25em 0.8em; border: none;";
/** Plain, since JupyterLab takes variables out of the borders of a notebook that it does not trust. */
const RULE = "1px solid #9e9e9e";

function asHtml({ titles, right, cells }: Grid, { caption, footer = [] }: TableOptions): string {
  const style = (i: number, extra = "") =>
    `style="${CELL} text-align: ${right[i] ? "right" : "left"}; ${extra}font-variant-numeric: tabular-nums;"`;
  const head = titles.map(
    (title, i) => `<th scope="col" ${style(i, `border-bottom: ${RULE}; `)}>${escapeHtml(title)}</th>`,
  );
  const body = cells.map(
    (row) => `<tr>${row.map((cell, i) => `<td ${style(i)}>${escapeHtml(cell)}</td>`).join("")}</tr>`,
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
  ].join("\n");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
