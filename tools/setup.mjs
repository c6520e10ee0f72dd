/**
 * Set-up: everything that the commands need and the clone lacks, made inside the project's folder, without root.
 *
 * Each step knows whether its work is done, so a second run does nothing, and one that was interrupted goes on where it was.
 */
import { realpathSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

import { Problem, runCommand } from "./support/problem.mjs";
import { tensorflowAddon } from "./setup/addon.mjs";
import { jupyterFiles } from "./setup/jupyter.mjs";
import { kernelCache } from "./setup/kernelCache.mjs";
import { packages } from "./setup/packages.mjs";
import { pythonEnvironment } from "./setup/python.mjs";
import { tensorflowLibrary } from "./setup/tensorflow.mjs";

const steps = [packages, pythonEnvironment, jupyterFiles, tensorflowLibrary, tensorflowAddon, kernelCache];

/**
 * Does what is missing, with a line a step on stderr, and resolves to whether all steps are done: an optional one says what
 * is lacking without it. Throws a Problem when the step that failed is not optional.
 *
 * @param {object[]} more the steps that a command needs besides the course's
 */
export async function setUp(more = []) {
  const all = [...steps, ...more];
  for (const step of all) {
    if (step.isDone() || (step.needs && !step.needs.isDone())) continue;
    await carryOut(step);
  }
  return all.every((step) => step.isDone());
}

/** Does one step, with a line on stderr; of an optional one that fails, a second line says what is lacking without it. */
export async function carryOut(step) {
  const started = performance.now();
  process.stderr.write(`set-up: ${step.title} … `);
  try {
    await step.install();
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    process.stderr.write("not done\n");
    if (!(step.optional && error instanceof Problem)) throw error;
    console.error(`${step.optional.lack}: ${error.message}. ${step.optional.without}`);
  }
}

if (fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  await runCommand(async () => {
    const started = performance.now();
    const complete = await setUp();
    console.error(
      `Set-up is ${complete ? "complete" : "done, but for what is said above"} (${((performance.now() - started) / 1000).toFixed(1)} s).`,
    );
    return 0;
  });
}
