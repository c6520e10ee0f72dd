/**
 * Milliseconds that it takes to look at networks of a good 1,000 layers: `npm run bench -- inspect`. `first` is the first run
 * of each, with code that V8 has yet to compile; the median is that of the runs after it. summary and cost together
 * are to stay below 50 ms.
 */
import * as tf from "@tensorflow/tfjs";
import { inspect } from "node:util";
import { cost, summary } from "../src";
import { connections } from "../src/inspect/connections";
import { memory } from "../src/inspect/memory";
import { receptiveField } from "../src/inspect/receptiveField";

const RUNS = 31;
const LAYERS = 1000;

/** Blocks of convolution, batch norm and ReLU, one after the other or each with a shortcut around it. */
function deepNetwork(name: string, shortcuts: boolean): tf.LayersModel {
  const image = tf.input({ shape: [8, 8, 4], name: "image" });
  const depth = Math.ceil((LAYERS - 1) / (shortcuts ? 4 : 3));
  let x = image;
  for (let block = 1; block <= depth; block++) x = residual(x, `block${block}`, shortcuts);
  return tf.model({ inputs: image, outputs: x, name });
}

function residual(x: tf.SymbolicTensor, block: string, shortcut: boolean): tf.SymbolicTensor {
  const layers = [
    tf.layers.conv2d({ name: `${block}_conv`, filters: 4, kernelSize: 3, padding: "same" }),
    tf.layers.batchNormalization({ name: `${block}_bn` }),
  ];
  const y = layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const sum = shortcut ? tf.layers.add({ name: `${block}_add` }).apply([x, y]) : y;
  return tf.layers.reLU({ name: `${block}_relu` }).apply(sum) as tf.SymbolicTensor;
}

const tasks: Record<string, (model: tf.LayersModel) => unknown> = {
  "summary + cost": (model) => [summary(model), cost(model)],
  summary,
  cost,
  memory,
  connections,
  receptiveField,
  "summary by block, as text": (model) => inspect(summary(model, { byBlock: true, connections: true })),
};

function measured(model: tf.LayersModel, what: string, task: (model: tf.LayersModel) => unknown) {
  const [first = NaN, ...later] = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    task(model);
    return performance.now() - start;
  });
  const medianMs = later.sort((a, b) => a - b)[later.length >> 1] ?? NaN;
  return {
    network: model.name,
    layers: model.layers.length,
    what,
    first: round(first),
    medianMs: round(medianMs),
  };
}

function round(number: number): number {
  return Number(number.toFixed(2));
}

const networks = [deepNetwork("chain", false), deepNetwork("residual", true)];
console.table(
  networks.flatMap((model) => Object.entries(tasks).map(([what, task]) => measured(model, what, task))),
);
