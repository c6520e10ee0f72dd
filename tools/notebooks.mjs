/**
 * npm run notebooks [-- part of a name … | notebook.ipynb …]: runs the course's notebooks, or others, each in a new
 * kernel, and fails where one gives other results than it was saved with. With UPDATE_GOLDEN=1 in the environment the new
 * results are saved, and the documents' pictures that come from them.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";

import { writePictures } from "./notebooks/pictures.mjs";
import { setUp } from "./setup.mjs";
import { writeWhole } from "./support/files.mjs";
import { execute } from "./support/notebooks.mjs";
import { inRoot, python } from "./support/paths.mjs";
import { runCommand } from "./support/problem.mjs";
import { run } from "./support/programs.mjs";
import { selectFiles } from "./support/select.mjs";

const renew = process.env.UPDATE_GOLDEN === "1";

/** Prints the cells whose results differ, but for what is measured in them, and resolves to whether there are none. */
async function sameResults(notebook, executed) {
  const program = inRoot("tools", "notebooks", "compare.py");
  const { code } = await run(python, [program, notebook, executed], { show: true });
  return code === 0;
}

await runCommand(async () => {
  const args = process.argv.slice(2);
  const files = args.filter((arg) => arg.endsWith(".ipynb") && existsSync(arg));
  const parts = args.filter((arg) => !files.includes(arg));
  const selected = parts.length > 0 || files.length === 0 ? selectFiles("notebooks", ".ipynb", parts) : [];
  await setUp();
  let differing = 0;
  for (const notebook of [...files, ...selected]) {
    console.log(notebook);
    const executed = inRoot(".cache", "notebooks", basename(notebook));
    const code = await execute(notebook, executed);
    if (code !== 0) return code;
    if (!(await sameResults(notebook, executed))) differing++;
    if (!renew) continue;
    writeWhole(notebook, readFileSync(executed));
    writePictures(notebook);
  }
  if (differing === 0 || renew) return 0;
  console.error(
    "If that is meant, save the new results: UPDATE_GOLDEN=1 npm run notebooks. " +
      "What depends on the machine or the time is named in the cell's metadata: CONTRIBUTING.md says how.",
  );
  return 1;
});
