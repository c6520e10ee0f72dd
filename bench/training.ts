/**
 * Milliseconds for a training step beside Keras's, in one run: `node -r ts-node/register bench/training.ts`.
 * The network is keras.io's mnist_convnet, plain and with batch norm, on batches of 128 digits, with Adam. Each round
 * trains once in a fresh process of ours and once in a fresh process of Keras, in turns, so that a busy machine slows
 * both. The table shows the medians of all steps but the first ones.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import "../src/engines"; // picks the fastest backend
import { mnist } from "../src/training/mnist";
import { train } from "../src/training/train";

interface Steps {
  name: string;
  milliseconds: number[];
}

const ROUNDS = 3;
const BATCH = 128;
/** Steps of one training; `train` reports ten times. */
const STEPS = 40;
const REPORTS = 10;

/** Python of an environment with Keras: `python3 -m venv keras && keras/bin/pip install tensorflow-cpu keras`. */
const python = process.env["KERAS_PYTHON"];

/** https://keras.io/examples/vision/mnist_convnet/ */
function convnet(batchNorm: boolean): tf.LayersModel {
  const hidden = (filters: number, inputShape?: number[]) => [
    ...(batchNorm
      ? [
          tf.layers.conv2d({ filters, kernelSize: 3, inputShape }),
          tf.layers.batchNormalization(),
          tf.layers.reLU(),
        ]
      : [tf.layers.conv2d({ filters, kernelSize: 3, inputShape, activation: "relu" })]),
    tf.layers.maxPooling2d({ poolSize: 2 }),
  ];
  const layers = [
    ...hidden(32, [28, 28, 1]),
    ...hidden(64),
    tf.layers.flatten(),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 10, activation: "softmax" }),
  ];
  return tf.sequential({ layers, name: batchNorm ? "mnist_convnet_BN" : "mnist_convnet" });
}

async function trainOnce(): Promise<Steps[]> {
  const digits = mnist({ train: BATCH * STEPS, test: 1 });
  const results: Steps[] = [];
  for (const batchNorm of [false, true]) {
    const model = convnet(batchNorm);
    const milliseconds: number[] = [];
    let earlier = 0;
    for await (const { seconds } of train(model, digits.train, { epochs: 1, batchSize: BATCH })) {
      milliseconds.push(((seconds - earlier) * 1000 * REPORTS) / STEPS);
      earlier = seconds;
    }
    results.push({ name: model.name, milliseconds: milliseconds.slice(1) });
  }
  return results;
}

/** Runs a program that prints its steps as the last line of its output. */
function steps(program: string, args: string[]): Steps[] {
  const output = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return JSON.parse(output.trim().split("\n").at(-1) as string) as Steps[];
}

function medianMs(rounds: Steps[][], name: string): number {
  const all = rounds.flat().flatMap((result) => (result.name === name ? result.milliseconds : []));
  return all.sort((a, b) => a - b)[all.length >> 1] as number;
}

function compareWithKeras(): void {
  const ours: Steps[][] = [];
  const keras: Steps[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(steps(process.execPath, ["-r", "ts-node/register", __filename, "once"]));
    if (python) {
      const size = { batch: BATCH, steps: STEPS, groups: REPORTS };
      keras.push(steps(python, [join(__dirname, "keras", "training.py"), JSON.stringify(size)]));
    }
  }
  console.table(
    ["mnist_convnet", "mnist_convnet_BN"].map((name) => {
      const milliseconds = medianMs(ours, name);
      if (!python) return { name, milliseconds };
      const kerasMilliseconds = medianMs(keras, name);
      return { name, milliseconds, kerasMilliseconds, ratio: milliseconds / kerasMilliseconds };
    }),
  );
  if (!python) {
    console.log(
      "For Keras's times set KERAS_PYTHON to a Python that has it (pip install tensorflow-cpu keras).",
    );
  }
}

if (process.argv[2] === "once") void trainOnce().then((results) => console.log(JSON.stringify(results)));
else compareWithKeras();
