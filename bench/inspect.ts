/**
 * Milliseconds that it takes to look at networks, beside what they may take: `npm run bench -- inspect`. Tables of networks of
 * a good 1,000 layers, and the picture of GoogLeNet. `first` is the first run of each, with code that V8 has yet to compile (and
 * for the picture the layout library yet to load); the median is that of the runs after it.
 */
import * as tf from "@tensorflow/tfjs";
import { inspect } from "node:util";
import { cost, googLeNet, summary } from "../src";
import { connections } from "../src/inspect/connections";
import { memory } from "../src/inspect/memory";
import { receptiveField } from "../src/inspect/receptiveField";
import { jupyterDisplay } from "../src/notebook/display";
import { show } from "../src/pictures/show";

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

interface Task {
  what: string;
  run: (model: tf.LayersModel) => unknown;
  /** Milliseconds that it is to stay below, the first run included */
  target?: number;
}

const tables: Task[] = [
  { what: "summary + cost", run: (model) => [summary(model), cost(model)], target: 50 },
  { what: "summary", run: (model) => summary(model) },
  { what: "cost", run: (model) => cost(model) },
  { what: "memory", run: (model) => memory(model) },
  { what: "connections", run: connections },
  { what: "receptiveField", run: (model) => receptiveField(model) },
  {
    what: "summary by block, as text",
    run: (model) => inspect(summary(model, { byBlock: true, connections: true })),
  },
];
const pictures: Task[] = [
  { what: "show: boxes and edges", run: show },
  { what: "show: layout and SVG", run: (model) => show(model)[jupyterDisplay](), target: 1000 },
];

async function measured(model: tf.LayersModel, { what, run, target }: Task) {
  const times: number[] = [];
  while (times.length < RUNS) {
    const start = performance.now();
    await run(model);
    times.push(performance.now() - start);
  }
  const [first = NaN, ...later] = times;
  const medianMs = later.sort((a, b) => a - b)[later.length >> 1] ?? NaN;
  return {
    network: model.name,
    layers: model.layers.length,
    what,
    first: round(first),
    medianMs: round(medianMs),
    target: target === undefined ? "" : `< ${target}`,
  };
}

function round(number: number): number {
  return Number(number.toFixed(2));
}

async function main(): Promise<void> {
  const rows = [];
  for (const model of [deepNetwork("chain", false), deepNetwork("residual", true)])
    for (const task of tables) rows.push(await measured(model, task));
  for (const task of pictures) rows.push(await measured(googLeNet(), task));
  console.table(rows);
}

void main();
