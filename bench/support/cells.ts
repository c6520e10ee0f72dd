/** What the cells of the assignment say that bench/peers/assignment.py has a counterpart of. */
export const counterparts = [
  'import * as cnn from "./src"',
  "const sixNetworks = {",
  "cnn.compare(sixNetworks)",
  "const stated = [",
  "const counts = six.map(",
];

/** As much of a notebook's format as is read here. */
interface Notebook {
  cells: { cell_type: string; source: string | string[] }[];
}

/**
 * A notebook with only the code cells that have these texts in them, in its own order.
 *
 * @throws RangeError if a text is not in exactly one cell: the notebook has changed
 */
export function withCells(notebook: string, texts: readonly string[]): string {
  const whole = JSON.parse(notebook) as Notebook;
  const code = whole.cells.filter((cell) => cell.cell_type === "code");
  const wanted = new Set(
    texts.map((text) => {
      const [cell, ...others] = code.filter((cell) => [cell.source].flat().join("").includes(text));
      if (cell && others.length === 0) return cell;
      throw new RangeError(
        `"${text}" is in ${cell ? others.length + 1 : 0} cells of the notebook: name one.`,
      );
    }),
  );
  return JSON.stringify({ ...whole, cells: code.filter((cell) => wanted.has(cell)) });
}
