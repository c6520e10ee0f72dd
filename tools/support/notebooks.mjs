/** Notebooks: running them in their kernel, through run_notebook.py, and reading what they ended on. */
import { existsSync, readFileSync } from "node:fs";

import { inRoot, python } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./programs.mjs";

/** Throws a Problem where there is no such file. */
export function needNotebook(notebook) {
  if (!existsSync(notebook)) throw new Problem(`There is no ${notebook}.`);
}

/** Runs all cells with a progress bar, into another file, and resolves to the exit code: 0, or 1 when a cell failed. */
export async function execute(notebook, executed) {
  const program = inRoot("tools", "run_notebook.py");
  const { code } = await run(python, [program, notebook, "--output", executed], { show: true });
  return code;
}

/** The code cells of a notebook: their metadata and outputs, as nbformat has them. */
export function codeCells(notebook) {
  const { cells } = JSON.parse(readFileSync(notebook, "utf8"));
  return cells.filter(({ cell_type }) => cell_type === "code");
}

/** Whether the cell has run in this execution: one without code has not, nor one that its tags leave out. */
export const hasRun = ({ execution_count }) => execution_count !== null;

/** What the cell ended on, as this MIME type has it; undefined where it has none. */
export function lastOutput(cell, mimeType) {
  const content = cell.outputs.map(({ data }) => data?.[mimeType]).findLast((one) => one !== undefined);
  return Array.isArray(content) ? content.join("") : content;
}
