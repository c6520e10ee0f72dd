import * as tf from "@tensorflow/tfjs";
import { type Displayable, displayableTable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import { layerCalls, type LayerCall } from "./calls";
import { copying, globalPooling, inPlace, merging, pooling, reshaping } from "./kinds";
import { macsOf } from "./macs";
import { sum } from "./numbers";
import { fromList, shapeText, sizeOf, type KnownShape } from "./shapes";
import { usable } from "./usable";

export interface ConnectionsRow {
  name: string;
  kind: string;
  /** Of one image: the batch of 1 first. A list where the layer has several outputs. */
  outputShape: KnownShape | KnownShape[];
  /** null where the layer's kind has no rule. */
  connections: number | null;
}

export interface Connections {
  name: string;
  rows: ConnectionsRow[];
  totals: { connections: number };
  /** The calls whose connections are not in the total, because their layer's kind has no rule. */
  uncounted: { name: string; kind: string }[];
}

/**
 * A layer class of our own brings its rule along as a method. Shapes are as in `computeOutputShape` (a list where there
 * are several), with every size known; they are those of one image, a batch of 1 first.
 */
export interface CountsConnections {
  connections(inputShape: KnownShape | KnownShape[], outputShape: KnownShape | KnownShape[]): number;
}

/**
 * The connections of a network for one image, layer call by layer call, as LeCun et al. 1998 (section II.B) count LeNet-5's:
 * for each unit, a value of a layer's output, the inputs that it is computed from, and one more for a bias.
 *
 * - A window that lies over padding counts in full, as its MACs do.
 * - Pooling counts its window; a sum of branches counts each branch.
 * - Activations, normalization and dropout belong to the unit that they follow, and copies make no unit: they count 0.
 * - A layer class can bring its own rule, a method `connections(inputShape, outputShape)`. A kind without one is in
 *   `uncounted`.
 *
 * @throws RangeError when a size besides the batch is open (null)
 * @throws Error when the model is disposed or has no layers
 */
export function connections(model: tf.LayersModel): Connections & Displayable {
  usable(model);
  const rows = layerCalls(model, 1).map((call) => ({
    name: call.name,
    kind: call.layer.getClassName(),
    outputShape: fromList(call.outputs),
    connections: connectionsOf(call),
  }));
  const totals = { connections: sum(rows, ({ connections }) => connections ?? 0) };
  const uncounted = rows
    .filter(({ connections }) => connections === null)
    .map(({ name, kind }) => ({ name, kind }));
  return shown({ name: model.name, rows, totals, uncounted });
}

/** The connections of one call of a layer on one image; null when there is no rule for the layer's kind. */
export function connectionsOf(call: Pick<LayerCall, "layer" | "inputs" | "outputs">): number | null {
  const { layer, inputs, outputs } = call;
  if (countsConnections(layer)) return layer.connections(fromList(inputs), fromList(outputs));
  const kind = layer.getClassName();
  if (noUnits.has(kind)) return 0;
  const [input, output] = [inputs[0] as KnownShape, outputs[0] as KnownShape];
  if (merging.has(kind)) return inputs.length * sizeOf(output);
  if (globalPooling.has(kind)) return sizeOf(input);
  const config = layer.getConfig();
  if (pooling.has(kind)) return sizeOf(output) * sizeOf(config["poolSize"] as number[]);
  if (!weighted.has(kind)) return null;
  const macs = macsOf(call);
  return macs === null ? null : macs + (config["useBias"] === true ? sizeOf(output) : 0);
}

function countsConnections(layer: object): layer is CountsConnections {
  return typeof (layer as Partial<CountsConnections>).connections === "function";
}

const noUnits: ReadonlySet<string> = new Set(["InputLayer", ...inPlace, ...reshaping, ...copying]);

/** Each MAC is an input of a unit; with a bias each unit has one more. */
const weighted: ReadonlySet<string> = new Set([
  "Dense",
  "Conv1D",
  "Conv2D",
  "Conv3D",
  "Conv2DTranspose",
  "Conv3DTranspose",
  "DepthwiseConv2D",
  "GroupedConv2D",
  "SeparableConv2D",
]);

function shown(data: Connections): Connections & Displayable {
  const { name, rows, totals, uncounted } = data;
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Layer (type)", value: ({ name, kind }) => `${name} (${kind})` },
        { title: "Output Shape", value: ({ outputShape }) => shapeText(outputShape) },
        { title: "Connections", value: ({ connections }) => connections },
      ],
      {
        caption: `Model: ${name}, one image. A unit's connections are the inputs that it is computed from, its bias counted as one.`,
        footer: [
          `Total connections: ${formatNumber(totals.connections)}`,
          ...uncounted.map(
            ({ name, kind }) => `No rule for the connections of ${name} (${kind}): not in the total`,
          ),
        ],
      },
    );
  return displayableTable(data, table);
}
