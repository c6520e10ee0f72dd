/** npm run assignment: executes Assignment 3 (or another notebook) and leaves its report. */
import { existsSync } from "node:fs";
import { basename, relative } from "node:path";

import { setUp } from "./setup.mjs";
import { readArguments, runCommand } from "./support/command.mjs";
import { codeCells, execute, hasRun, lastOutput, needNotebook } from "./support/notebooks.mjs";
import { inRoot } from "./support/paths.mjs";

const usage = `npm run assignment [-- notebook.ipynb]
Runs the notebook, Assignment 3 without one, and leaves it with its results, and as a page, in reports/.`;

/** What has run: "80 cells ran, none failed". A cell may fail and the run go on if its tag `raises-exception` allows it. */
function outcome(cells) {
  const ran = cells.filter(hasRun);
  const failed = ran.filter(({ outputs }) => outputs.some(({ output_type }) => output_type === "error"));
  const count = `${ran.length} ${ran.length === 1 ? "cell" : "cells"} ran`;
  return `${count}, ${failed.length === 0 ? "none failed" : `${failed.length} failed, as tagged`}`;
}

await runCommand(usage, async (args) => {
  const { positionals } = readArguments(args, { most: 1 });
  const [notebook = inRoot("notebooks", "assignment-3-cnn.ipynb")] = positionals;
  needNotebook(notebook);
  const executed = inRoot("reports", basename(notebook));
  const page = executed.replace(/\.ipynb$/, ".html");
  const shown = (file) => relative(process.cwd(), file);

  await setUp();
  const code = await execute(notebook, executed);
  if (code !== 0) {
    if (existsSync(page)) console.error(`${shown(page)} is of an earlier run.`);
    return code;
  }

  const { writeReport } = await import("./report/report.mjs"); // needs packages that set-up installs
  await writeReport(executed, page);
  const cells = codeCells(executed);
  const final = cells.find(({ metadata }) => metadata.tags?.includes("final-table"));
  const table = final && lastOutput(final, "text/plain");
  if (table) console.log(`\n${table}\n`);
  console.log(`${basename(notebook)}: ${outcome(cells)}`);
  console.log(`report: ${shown(page)}`);
  console.log(`notebook with its results: ${shown(executed)}`);
  return 0;
});
