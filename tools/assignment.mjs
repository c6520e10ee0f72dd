/** npm run assignment [-- notebook]: executes Assignment 3 (or another notebook) and leaves its report. */
import { existsSync, rmSync } from "node:fs";
import { basename, relative } from "node:path";

import { setUp } from "./setup.mjs";
import { execute, taggedOutput } from "./support/notebooks.mjs";
import { inRoot } from "./support/paths.mjs";
import { Problem, runCommand } from "./support/problem.mjs";

await runCommand(async () => {
  const notebook = process.argv[2] ?? inRoot("notebooks", "assignment-3-cnn.ipynb");
  if (!existsSync(notebook)) throw new Problem(`There is no notebook ${notebook}.`);
  const executed = inRoot("reports", basename(notebook));
  const page = executed.replace(/\.ipynb$/, ".html");

  await setUp();
  rmSync(page, { force: true }); // an older report must not pass for this run's
  const code = await execute(notebook, "--output", executed);
  if (code !== 0) return code;

  const { writeReport } = await import("./report/report.mjs"); // needs packages that set-up installs
  await writeReport(executed, page);
  const table = taggedOutput(executed, "final-table");
  if (table) console.log(`\n${table}\n`);
  for (const file of [executed, page]) console.log(relative(process.cwd(), file));
  return 0;
});
