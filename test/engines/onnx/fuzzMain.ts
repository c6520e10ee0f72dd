/**
 * What `npm run fuzz` runs: random models exported to ONNX and compared, as the test does with 300.
 *
 * `1000` takes so many seeds, from a new one on or from `--from 7`; `--seed 7` shows one model, layer by layer.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { progressBar } from "../../../src/notebook/progress";
import { randomModel } from "../../support/randomModel";
import { checkOnnx, noChecker } from "./checker";
import { blame, exportable, tryExport } from "./fuzz";

/** Files that one process of the checker gets. */
const AT_A_TIME = 250;

async function main(): Promise<number> {
  await tf.setBackend("cpu");
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: "string" }, from: { type: "string" } },
  });
  if (values.seed !== undefined) return show(Number(values.seed));
  const from = values.from === undefined ? Math.floor(Math.random() * 1e9) : Number(values.from);
  return fuzz(from, Number(positionals[0] ?? 1000));
}

/** One model: its layers, how far each of them is off, what is wrong with the whole. */
async function show(seed: number): Promise<number> {
  const made = randomModel(seed, exportable);
  made.model.summary(120);
  console.log((await blame(made)).join("\n"));
  const { problem, bytes } = await tryExport(seed);
  const errors = bytes && noChecker() === undefined ? await check([{ seed, bytes }]) : [];
  const problems = [...(problem === undefined ? [] : [problem]), ...errors];
  console.log(problems.length === 0 ? `\nSeed ${seed} is right.` : `\nSeed ${seed}: ${problems.join("\n")}`);
  return problems.length === 0 ? 0 : 1;
}

async function fuzz(from: number, count: number): Promise<number> {
  const reason = noChecker();
  if (reason !== undefined) console.error(`Without ONNX's checker: ${reason}.`);
  const bar = progressBar(count, `seeds from ${from}`);
  let wrong = 0;
  const report = (problem: string) => {
    wrong += 1;
    console.log(problem);
  };
  for (let start = from; start < from + count; start += AT_A_TIME) {
    const exported: Exported[] = [];
    for (let seed = start; seed < Math.min(start + AT_A_TIME, from + count); seed++) {
      const { problem, bytes } = await tryExport(seed);
      if (bytes) exported.push({ seed, bytes });
      if (problem !== undefined) report(`seed ${seed}: ${problem}`);
      bar.advance(wrong > 0 ? `${wrong} wrong` : "");
    }
    if (reason === undefined) (await check(exported)).forEach(report);
  }
  bar.done();
  const found = wrong === 0 ? "all right" : `${wrong} wrong; see one by npm run fuzz -- --seed <number>`;
  console.log(`${count} random models from seed ${from}: ${found}`);
  return wrong === 0 ? 0 : 1;
}

interface Exported {
  seed: number;
  bytes: Uint8Array;
}

/** What ONNX's checker has against these models, a line each. */
async function check(exported: readonly Exported[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "convbook-fuzz-"));
  try {
    const paths = exported.map(({ seed, bytes }) => {
      const path = join(folder, `${seed}.onnx`);
      writeFileSync(path, bytes);
      return path;
    });
    const errors = await checkOnnx(paths);
    return exported.flatMap(({ seed }, i) => (errors[i] ? [`seed ${seed}: ${errors[i]}`] : []));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main().then((code) => (process.exitCode = code));
