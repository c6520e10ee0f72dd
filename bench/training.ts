/**
 * Milliseconds for a training step beside Keras's, in one run: `npm run bench -- training`.
 * The network is keras.io's mnist_convnet, plain and with batch norm, on batches of 128 digits, with Adam. Each round
 * trains once in a fresh process of ours and once in a fresh process of Keras, in turns, so that a busy machine slows
 * both. The table shows the medians of all steps but the first ones.
 */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import "../src/engines"; // picks the fastest backend
import { quantile } from "../src/inspect/numbers";
import { mnist } from "../src/training/mnist";
import { train } from "../src/training/train";
import { type Column, renderTable } from "../src/notebook/table";
import { milliseconds } from "../src/timing/show";
import type { Goal } from "./support/goals";
import { options } from "./support/options";
import { answerOf } from "./support/program";
import { goalsTable, leave, paragraphs } from "./support/report";
import { failuresOf, inTurns } from "./support/turns";

interface Steps {
  name: string;
  milliseconds: number[];
}

const ROUNDS = 3;
const BATCH = 128;
/** Steps of one training; `train` reports ten times. */
const STEPS = 40;
const REPORTS = 10;
/** The ratio of our step to Keras's. */
const GOAL = 1;

interface Row {
  name: string;
  medianMs: number | undefined;
  kerasMs: number | undefined;
}

const columns: Column<Row>[] = [
  { title: "network", value: ({ name }) => name },
  { title: "here, ms a step", value: ({ medianMs }) => medianMs, format: milliseconds },
  { title: "Keras, ms a step", value: ({ kerasMs }) => kerasMs, format: milliseconds },
];

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

function medianMs(rounds: Steps[][], name: string): number | undefined {
  const all = rounds.flat().flatMap((result) => (result.name === name ? result.milliseconds : []));
  return all.length > 0 ? quantile(all, 0.5) : undefined;
}

async function compareWithKeras(): Promise<void> {
  const { python } = options();
  const once = (program: string, args: string[]) => () => answerOf<Steps[]>(program, args);
  const size = JSON.stringify({ batch: BATCH, steps: STEPS, groups: REPORTS });
  const [ours, keras] = await inTurns(ROUNDS, [
    { name: "here", run: once(process.execPath, ["-r", "ts-node/register", __filename, "once"]) },
    ...(python
      ? [{ name: "Keras", run: once(python, [join(__dirname, "peers", "training.py"), size]) }]
      : []),
  ]);
  const rows = ["mnist_convnet", "mnist_convnet_BN"].map((name): Row => {
    const [ms, kerasMs] = [ours, keras].map((turns) => medianMs(turns?.results ?? [], name));
    return { name, medianMs: ms, kerasMs };
  });
  const goals = rows.flatMap(goalsOf);
  const table = renderTable(rows, columns, { footer: failuresOf([ours, keras]) }).text;
  await leave("training", { text: paragraphs(table, goalsTable(goals)), data: { rows, goals } });
}

function goalsOf({ name, medianMs, kerasMs }: Row): Goal[] {
  if (medianMs === undefined || kerasMs === undefined) return [];
  return [{ what: `${name}: training step / Keras fit step`, value: medianMs / kerasMs, goal: GOAL }];
}

if (process.argv[2] === "once") void trainOnce().then((results) => console.log(JSON.stringify(results)));
else void compareWithKeras();
