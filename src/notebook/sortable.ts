/**
 * Makes a table's titles sort its rows: the first click upwards, the next downwards; the Enter key does as a click. A
 * cell with `data-value` is a number, any other text. Missing values, which are dashes, come last both ways.
 *
 * It runs in the reader's browser, as text in a page: nothing from outside its body is there.
 */
function sortByTitles(table: HTMLTableElement): void {
  const titles = [...(table.tHead?.rows[0]?.cells ?? [])];
  const body = table.tBodies[0] as HTMLTableSectionElement;
  const compare = (a: HTMLElement, b: HTMLElement) =>
    a.dataset["value"] === undefined
      ? a.innerText.localeCompare(b.innerText, "en", { numeric: true })
      : Number(a.dataset["value"]) - Number(b.dataset["value"]);
  const arrow = document.createElement("span");
  arrow.style.cssText = "position: absolute; padding-left: 0.2em;"; // over the cell's padding: no column moves

  const sortBy = (title: HTMLElement, column: number) => {
    const upwards = title.ariaSort !== "ascending";
    for (const other of titles) other.ariaSort = null;
    title.ariaSort = upwards ? "ascending" : "descending";
    arrow.textContent = upwards ? "▴" : "▾";
    title.append(arrow);
    const cell = (row: HTMLTableRowElement) => row.cells[column] as HTMLElement;
    const missing = (row: HTMLTableRowElement) => Number(cell(row).innerText === "—");
    const rows = [...body.rows].sort(
      (a, b) => missing(a) - missing(b) || compare(cell(a), cell(b)) * (upwards ? 1 : -1),
    );
    body.append(...rows);
  };
  titles.forEach((title, column) => {
    title.style.cursor = "pointer";
    title.tabIndex = 0;
    title.onclick = () => sortBy(title, column);
    title.onkeydown = ({ key }) => {
      if (key === "Enter") sortBy(title, column);
    };
  });
}

/**
 * Stands behind a table in a page and lets a reader sort it. Where scripts do not run, as in a notebook that JupyterLab
 * does not trust, the table stays as it is.
 */
export const sortingScript = `<script>(${sortByTitles.toString()})(document.currentScript.previousElementSibling);</script>`;
