/**
 * Each network's size, the time to build it and the time of one inference on the fastest engine: `npm run bench --
 * networks`. Build times are medians of five builds in one process. Side branches are run along, although nobody needs
 * them at inference: their MACs are in the table too.
 */
import * as tf from "@tensorflow/tfjs";
import { architectures, time } from "../src";
import type { Architecture } from "../src/architectures";
import { discard } from "../src/engines/discard";
import { type Column, renderTable } from "../src/notebook/table";
import type { Timing } from "../src/timing/protocol";
import { conditionsText, milliseconds } from "../src/timing/show";
import { quantile } from "../src/timing/statistics";

const BUILDS = 5;

interface Row {
  network: Architecture;
  buildMs: number;
  timing: Timing;
}

const columns: Column<Row>[] = [
  { title: "network", value: ({ network }) => network.name },
  { title: "params", value: ({ network }) => network.params },
  { title: "MACs", value: ({ network }) => network.macs },
  { title: "build, ms", value: ({ buildMs }) => buildMs, format: milliseconds },
  { title: "inference, ms", value: ({ timing }) => timing.medianMs, format: milliseconds },
  {
    title: "GMAC/s",
    value: ({ network, timing }) => network.macs / timing.medianMs / 1e6,
    format: milliseconds,
  },
];

function buildMs({ build }: Architecture): number {
  const samples = Array.from({ length: BUILDS }, () => {
    const start = performance.now();
    const model = build();
    const taken = performance.now() - start;
    discard(model);
    return taken;
  });
  return quantile(samples, 0.5);
}

/** Engines run models with one output. */
function withOneOutput(model: tf.LayersModel): tf.LayersModel {
  if (model.outputs.length === 1) return model;
  const outputs = tf.layers.concatenate().apply(model.outputs) as tf.SymbolicTensor;
  return tf.model({ inputs: model.inputs, outputs, name: model.name });
}

async function measured(network: Architecture): Promise<Row> {
  const row = { network, buildMs: buildMs(network) };
  const model = withOneOutput(network.build());
  try {
    return { ...row, timing: await time(model) };
  } finally {
    discard(model);
  }
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const network of architectures) rows.push(await measured(network));
  const [first] = rows;
  const footer = first && [conditionsText(first.timing)];
  console.log(renderTable(rows, columns, { footer }).text);
}

void main();
