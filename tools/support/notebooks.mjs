/** Running notebooks in their kernel, through run_notebook.py. */
import { readFileSync } from "node:fs";

import { inRoot, python } from "./paths.mjs";
import { run } from "./programs.mjs";

/** Runs all cells with a progress bar and resolves to the exit code: 0, or 1 when a cell failed. */
export async function execute(notebook, ...target) {
  const { code } = await run(python, [inRoot("tools", "run_notebook.py"), notebook, ...target], {
    show: true,
  });
  return code;
}

/** The plain text that the cell with this tag ended on, or undefined. */
export function taggedOutput(notebook, tag) {
  const { cells } = JSON.parse(readFileSync(notebook, "utf8"));
  const cell = cells.find(({ metadata }) => metadata.tags?.includes(tag));
  const text = cell?.outputs
    ?.map(({ data }) => data?.["text/plain"])
    .findLast((plain) => plain !== undefined);
  return Array.isArray(text) ? text.join("") : text;
}
