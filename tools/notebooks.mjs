/** npm run notebooks: runs the course's notebooks, or others, and holds their results against the ones that they were saved with. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { parse, relative, resolve } from "node:path";

import { writePictures } from "./notebooks/pictures.mjs";
import { setUp } from "./setup.mjs";
import { readArguments, runCommand } from "./support/command.mjs";
import { writeWhole } from "./support/files.mjs";
import { codeCells, execute, hasRun } from "./support/notebooks.mjs";
import { inRoot, python } from "./support/paths.mjs";
import { run } from "./support/programs.mjs";
import { selectFiles } from "./support/select.mjs";

const usage = `npm run notebooks [-- part of a name … | notebook.ipynb …]
Runs the course's notebooks, or others, each in a new kernel; fails where a cell does or gives other results than it was saved with.
One without results only has to run. UPDATE_GOLDEN=1 in the environment saves the new ones, and the documents' pictures from them.`;

const differs = "gave other results";
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

/** Where the executed copy goes: notebooks of one name, from several folders, keep theirs apart. */
function executedCopy(notebook) {
  const { name, ext } = parse(notebook);
  const folder = createHash("sha256").update(resolve(notebook)).digest("hex").slice(0, 8);
  return inRoot(".cache", "notebooks", `${name}-${folder}${ext}`);
}

/**
 * The notebooks that an argument names: a file, or those of the course whose path has it. What can only be a file is one
 * also where it is missing, so that the others are run.
 */
function named(arg) {
  if (!arg.endsWith(".ipynb")) return selectFiles("notebooks", ".ipynb", [arg]);
  const ofCourse = selectFiles("notebooks", ".ipynb", []).filter((file) => file.includes(arg));
  return existsSync(arg) || ofCourse.length === 0 ? [arg] : ofCourse;
}

/** Names a notebook, runs it and resolves to what is wrong: undefined where nothing is. */
async function examine(notebook) {
  if (!existsSync(notebook)) {
    console.error(`There is no ${notebook}.`);
    return "is not there";
  }
  console.log(notebook);
  const executed = executedCopy(notebook);
  if ((await execute(notebook, executed)) !== 0) return "did not run to its end";
  if (!codeCells(executed).some(hasRun)) console.log(`${notebook} has no cells that run.`);
  const compared = await compare(notebook, executed);
  if (renew) {
    writeWhole(notebook, readFileSync(executed));
    writePictures(notebook);
    return undefined;
  }
  if (compared !== 2) return compared === 0 ? undefined : differs;
  const copy = relative(process.cwd(), executed);
  console.log(
    `${notebook} was saved without results: there was nothing to compare with. The new ones: ${copy}`,
  );
  return undefined;
}

await runCommand(usage, async (words) => {
  const { positionals: args } = readArguments(words);
  const notebooks =
    args.length === 0 ? selectFiles("notebooks", ".ipynb", []) : [...new Set(args.flatMap(named))];
  if (notebooks.some((notebook) => existsSync(notebook))) await setUp();
  const wrong = [];
  for (const notebook of notebooks) {
    const what = await examine(notebook);
    if (what !== undefined) wrong.push({ notebook, what });
  }
  if (wrong.some(({ what }) => what === differs)) {
    console.error(
      `If that is meant, save the new results: ${renewing(args)}\n` +
        "What depends on the machine or the time, but has no unit of time, is named in the cell's metadata: CONTRIBUTING.md says how.",
    );
  }
  if (notebooks.length > 1) {
    const which = wrong.map(({ notebook, what }) => `${notebook} (${what})`).join(", ");
    const summary = `${wrong.length} of ${notebooks.length} notebooks failed${which && `: ${which}`}`;
    if (wrong.length > 0) console.error(summary);
    else console.log(summary);
  }
  return wrong.length > 0 ? 1 : 0;
});
