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
import { execute, needNotebook } from "./support/notebooks.mjs";
import { inRoot, python } from "./support/paths.mjs";
import { runCommand } from "./support/problem.mjs";
import { run } from "./support/programs.mjs";
import { selectFiles } from "./support/select.mjs";

const renew = process.env.UPDATE_GOLDEN === "1";

/** Prints the cells whose results differ, but for what is measured in them, and resolves to the exit code (compare.py). */
async function compare(notebook, executed) {
  const program = inRoot("tools", "notebooks", "compare.py");
  const { code } = await run(python, [program, notebook, executed], { show: true });
  return code;
}

/** The command that saves the new results of these files, for a shell. */
function renewing(args) {
  const words = args.map((arg) => (/^[\w./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`));
  return ["UPDATE_GOLDEN=1 npm run notebooks", ...(words.length > 0 ? ["--"] : []), ...words].join(" ");
}

await runCommand(async () => {
  const args = process.argv.slice(2);
  const files = args.filter((arg) => arg.endsWith(".ipynb") && existsSync(arg));
  const parts = args.filter((arg) => !files.includes(arg));
  parts.filter((part) => part.endsWith(".ipynb") && part.includes("/")).forEach(needNotebook);
  const selected = parts.length > 0 || files.length === 0 ? selectFiles("notebooks", ".ipynb", parts) : [];
  await setUp();
  let differing = 0;
  let without = 0;
  for (const notebook of [...files, ...selected]) {
    console.log(notebook);
    const executed = inRoot(".cache", "notebooks", basename(notebook));
    const code = await execute(notebook, executed);
    if (code !== 0) return code;
    const compared = await compare(notebook, executed);
    if (renew) {
      writeWhole(notebook, readFileSync(executed));
      writePictures(notebook);
    } else if (compared === 2) {
      without++;
      console.error(`${notebook} was saved without results. To save them: ${renewing([notebook])}`);
    } else if (compared !== 0) {
      differing++;
    }
  }
  if (differing > 0) {
    console.error(
      `If that is meant, save the new results: ${renewing(args)}\n` +
        "What depends on the machine or the time is named in the cell's metadata: CONTRIBUTING.md says how.",
    );
  }
  return differing + without > 0 ? 1 : 0;
});
