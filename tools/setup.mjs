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
import { packages } from "./setup/packages.mjs";
import { pythonEnvironment } from "./setup/python.mjs";
import { tensorflowLibrary } from "./setup/tensorflow.mjs";

const steps = [packages, pythonEnvironment, jupyterFiles, tensorflowLibrary, tensorflowAddon];

const withoutTensorflow =
  "The course runs without it, on the slower engine wasm; cells that train keep their committed results.";

/**
 * Does what is missing, with a line a step on stderr, and resolves to whether all steps are done: the course runs without
 * some. Throws a Problem when it cannot run without the step that failed.
 */
export async function setUp() {
  for (const step of steps) {
    if (step.isDone() || (step.needs && !step.needs.isDone())) continue;
    await carryOut(step);
  }
  return steps.every((step) => step.isDone());
}

async function carryOut(step) {
  const started = performance.now();
  process.stderr.write(`set-up: ${step.title} … `);
  try {
    await step.install();
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    process.stderr.write("not done\n");
    if (!(step.optional && error instanceof Problem)) throw error;
    console.error(`No TensorFlow: ${error.message}. ${withoutTensorflow}`);
  }
}

if (fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  await runCommand(async () => {
    const started = performance.now();
    const complete = await setUp();
    console.error(
      `Set-up is ${complete ? "complete" : "done, but for TensorFlow"} (${((performance.now() - started) / 1000).toFixed(1)} s).`,
    );
    return 0;
  });
}
