/**
 * Each network's size, the time to build it and the time of one inference on the fastest engine, and how that time grows with
 * arithmetic, from network to network and with the image's size: `npm run bench -- networks`. Build times are medians of five
 * builds in one process. Side branches are run along, although nobody needs them at inference: their MACs are in the table too.
 */
import * as tf from "@tensorflow/tfjs";
import { architectures, cost, scatter, time } from "../src";
import type { Architecture } from "../src/architectures";
import { discard } from "../src/engines/discard";
import { quantile } from "../src/inspect/numbers";
import { type Column, renderTable } from "../src/notebook/table";
import type { Timing } from "../src/timing/protocol";
import { conditionsText, milliseconds } from "../src/timing/show";
import { powerLaw, type PowerLaw } from "./support/fit";
import { leave, paragraphs, times } from "./support/report";
import { build, type NetworkName } from "./support/zoo";

const BUILDS = 5;
const resized: NetworkName[] = ["VGG-16", "ResNet-34", "MobileNet"];
const sides = [64, 96, 128, 160, 192, 224, 256, 288, 320];

/** A network's arithmetic and time. */
interface Point extends Timing {
  macs: number;
  /** What the law is fitted over */
  over: string;
}

interface Row {
  network: Architecture;
  buildMs: number;
  point: Point;
}

const columns: Column<Row>[] = [
  { title: "network", value: ({ network }) => network.name },
  { title: "params", value: ({ network }) => network.params },
  { title: "MACs", value: ({ network }) => network.macs },
  { title: "build, ms", value: ({ buildMs }) => buildMs, format: milliseconds },
  { title: "inference, ms", value: ({ point }) => point.medianMs, format: milliseconds },
  { title: "GMAC/s", value: ({ point }) => point.macs / point.medianMs / 1e6, format: milliseconds },
];

const lawColumns: Column<PowerLaw & { over: string }>[] = [
  { title: "time ~ MACs^exponent, over", value: ({ over }) => over },
  { title: "exponent", value: ({ exponent }) => exponent, format: times },
  { title: "R²", value: ({ r2 }) => r2, format: times },
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

async function measured(build: () => tf.LayersModel, over: string): Promise<Point> {
  const model = withOneOutput(build());
  try {
    return { ...(await time(model)), macs: cost(model).totals.macs, over };
  } finally {
    discard(model);
  }
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const network of architectures) {
    const point = await measured(network.build, "networks");
    rows.push({ network, buildMs: buildMs(network), point });
  }
  const points = rows.map(({ point }) => point);
  const footer = points.slice(0, 1).map(conditionsText);
  const table = renderTable(rows, columns, { footer }).text;

  for (const name of resized) {
    for (const side of sides) {
      points.push(await measured(() => build({ name, side, batch: 1 }), `${name}, 64 to 320 pixels`));
    }
  }
  const laws = [...new Set(points.map(({ over }) => over))].map((over) => ({ over, ...law(points, over) }));
  const chart = scatter(points, { x: "macs", y: "medianMs", series: "over", log: true });
  const text = paragraphs(table, renderTable(laws, lawColumns).text);
  await leave("networks", { text, data: { points, laws }, charts: { networks: chart } });
}

function law(points: readonly Point[], over: string): PowerLaw {
  const own = points.filter((point) => point.over === over);
  return powerLaw(
    own.map(({ macs }) => macs),
    own.map(({ medianMs }) => medianMs),
  );
}

void main();
