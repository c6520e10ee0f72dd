/**
 * Seconds to build each network beside Keras's, in one run: `node -r ts-node/register bench/build.ts`.
 * Each round builds the six networks once in a fresh process of ours and once in a fresh process of Keras, in turns,
 * so that a busy machine slows both. The table shows the medians.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { architectures } from "../src";

interface Build {
  name: string;
  params: number;
  seconds: number;
}

const ROUNDS = 5;

/** Python of an environment with Keras: `python3 -m venv keras && keras/bin/pip install tensorflow-cpu keras`. */
const python = process.env.KERAS_PYTHON;

function buildOnce(): Build[] {
  return architectures.map(({ name, build }) => {
    const start = performance.now();
    const model = build();
    const seconds = (performance.now() - start) / 1000;
    const params = model.countParams();
    model.dispose();
    return { name, params, seconds };
  });
}

/** Runs a program that prints its builds as the last line of its output. */
function builds(program: string, args: string[]): Build[] {
  const output = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return JSON.parse(output.trim().split("\n").at(-1) as string) as Build[];
}

function medianSeconds(rounds: Build[][], name: string): number {
  const seconds = rounds.map((round) => round.find((build) => build.name === name)?.seconds ?? NaN);
  return round(seconds.sort((a, b) => a - b)[seconds.length >> 1] as number);
}

function round(number: number): number {
  return Number(number.toFixed(3));
}

function compareWithKeras(): void {
  const ours: Build[][] = [];
  const keras: Build[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(builds(process.execPath, ["-r", "ts-node/register", __filename, "once"]));
    if (python) keras.push(builds(python, [join(__dirname, "keras", "build.py")]));
  }
  console.table(
    architectures.map(({ name, params }) => {
      const seconds = medianSeconds(ours, name);
      if (!python) return { name, params, seconds };
      const kerasSeconds = medianSeconds(keras, name);
      return { name, params, seconds, kerasSeconds, ratio: round(seconds / kerasSeconds) };
    }),
  );
  if (!python) {
    console.log(
      "For Keras's times set KERAS_PYTHON to a Python that has it (pip install tensorflow-cpu keras).",
    );
  }
}

if (process.argv[2] === "once") console.log(JSON.stringify(buildOnce()));
else compareWithKeras();
