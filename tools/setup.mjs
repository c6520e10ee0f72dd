/**
 * Set-up: everything that the commands need and the clone lacks, made inside the project's folder, without root.
 *
 * Each step knows whether its work is done, so a second run does nothing, and one that was interrupted goes on where it was.
 * It also names the steps that it needs; those that need nothing of each other go on side by side.
 */
import { realpathSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

import { readArguments, runCommand } from "./support/command.mjs";
import { withLock } from "./support/lock.mjs";
import { inRoot } from "./support/paths.mjs";
import { Problem } from "./support/problem.mjs";
import { tell, tellStep } from "./support/progress.mjs";
import { tensorflowAddon } from "./setup/addon.mjs";
import { jupyterFiles } from "./setup/jupyter.mjs";
import { kernelCache } from "./setup/kernelCache.mjs";
import { packages } from "./setup/packages.mjs";
import { papermillTypeScript } from "./setup/papermill.mjs";
import { pythonEnvironment } from "./setup/python.mjs";
import { tensorflowLibrary } from "./setup/tensorflow.mjs";

const usage = `npm run setup
Makes what the clone lacks, inside this folder. The other commands do so first, too.`;

/** Each after those that it needs. */
const steps = [
  packages,
  pythonEnvironment,
  jupyterFiles,
  papermillTypeScript,
  tensorflowLibrary,
  tensorflowAddon,
  kernelCache,
];

/**
 * Does what is missing, tells of each step, and resolves to whether all steps are done: an optional one says what
 * is lacking without it. Throws a Problem when a step that failed is not optional, once the others have ended. While another
 * process sets this folder up, it says so and waits, then does what is still missing.
 *
 * @param {object[]} more the steps that a command needs besides the course's
 */
export async function setUp(more = []) {
  const all = [...steps, ...more];
  const isComplete = () => all.every((step) => step.isDone());
  if (isComplete()) return true;
  return withLock(inRoot(".cache", "setup.lock"), tellWaiting, async () => {
    await carryOutAll(all);
    return isComplete();
  });
}

/** Does the steps that are not done, each as soon as those that it needs are; one whose need was not met is left out. */
async function carryOutAll(all) {
  const ends = new Map();
  const begin = async (step) => {
    const { needs = [] } = step;
    await Promise.all(needs.map((need) => ends.get(need)));
    if (!step.isDone() && needs.every((need) => need.isDone())) await carryOut(step);
  };
  for (const step of all) ends.set(step, begin(step));
  const results = await Promise.allSettled(ends.values());
  const failures = [...new Set(results.flatMap(({ reason }) => reason ?? []))];
  if (failures.length === 0) return;
  throw (
    failures.find((failure) => !(failure instanceof Problem)) ??
    new Problem(failures.map(({ message }) => message).join("\n"))
  );
}

function tellWaiting(process) {
  tell(`set-up: process ${process} is at it in this folder, waiting until it is done …`);
}

/** Does one step, with a line that tells of it; of an optional one that fails, another says what is lacking without it. */
export async function carryOut(step) {
  const started = performance.now();
  const tellEnd = tellStep(`set-up: ${step.title}`);
  try {
    await step.install();
    tellEnd(`${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    tellEnd("not done");
    if (!(step.optional && error instanceof Problem)) throw error;
    tell(`${step.optional.lack}: ${error.message}. ${step.optional.without}`);
  }
}

if (fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  await runCommand(usage, async (args) => {
    readArguments(args, { most: 0 });
    const started = performance.now();
    const complete = await setUp();
    console.error(
      `Set-up is ${complete ? "complete" : "done, but for what is said above"} (${((performance.now() - started) / 1000).toFixed(1)} s).`,
    );
    return 0;
  });
}
