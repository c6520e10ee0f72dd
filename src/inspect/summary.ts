import type * as tf from "@tensorflow/tfjs";
import { type Displayable, displayableTable } from "../notebook/display";
import { type Column, formatNumber, renderTable } from "../notebook/table";
import { blocksOf, type SummaryBlock } from "./blocks";
import { usable } from "./usable";
import { bytesText } from "./numbers";
import { firstOwner, parameters } from "./parameters";
import { shapeText } from "./shapes";
import { layerRows, type SummaryRow } from "./summaryRows";

export interface Summary {
  name: string;
  rows: SummaryRow[];
  /** The same layers by block; a nested model is a block, its layers in its place. */
  blocks: SummaryBlock[];
  totals: {
    params: number;
    trainable: number;
    nonTrainable: number;
    bytes: number;
    trainableBytes: number;
    nonTrainableBytes: number;
  };
}

/** What the table of `summary` shows; the data are the same. */
export interface SummaryView {
  /** A column "Connected to", a line for each source, as Keras has it for networks with branches; false by default */
  connections?: boolean;
  /** Layers under the block that their names tell, with the block's parameters; false by default */
  byBlock?: boolean;
}

/**
 * Keras's table of a model: each layer with its output shape and its number of parameters, and their totals.
 *
 * A nested model is one row. A weight that several layers share is counted once, in the first row that has it, so the
 * columns add up to the totals. Bytes are those of the weights as TF.js holds them (4 for a float32).
 *
 * Blocks come from the names, which are stage_block_op: `block1_conv1` lies in `block1`, `conv2_block1_conv1` in
 * `conv2_block1`, `inception_3a_1x1` in `inception_3a`. A nested model is a block; a layer by itself is one too.
 *
 * @throws Error when the model is disposed or has no layers
 */
export function summary(model: tf.LayersModel, view: SummaryView = {}): Summary & Displayable {
  usable(model);
  // Layer by layer: the model's own lists of weights take time that grows with the square of its layers.
  const trainableWeights = model.trainable ? model.layers.flatMap((layer) => layer.trainableWeights) : [];
  const trained = new Set(trainableWeights.map(({ id }) => id));
  const weights = firstOwner()(model.layers.flatMap((layer) => layer.weights));
  const all = parameters(weights);
  const trainable = parameters(weights.filter(({ id }) => trained.has(id)));
  const totals = {
    params: all.params,
    trainable: trainable.params,
    nonTrainable: all.params - trainable.params,
    bytes: all.bytes,
    trainableBytes: trainable.bytes,
    nonTrainableBytes: all.bytes - trainable.bytes,
  };
  const rows = layerRows(model, trained);
  return shown({ name: model.name, rows: rows.map(({ row }) => row), blocks: blocksOf(rows), totals }, view);
}

/** A line of the table; what is undefined stays blank. */
interface Line extends Partial<SummaryRow> {
  label: string;
  blockParams?: number;
}

function shown(data: Summary, { connections = false, byBlock = false }: SummaryView): Summary & Displayable {
  const { params, trainable, nonTrainable, bytes, trainableBytes, nonTrainableBytes } = data.totals;
  const columns: Column<Line>[] = [
    { title: "Layer (type)", value: ({ label }) => label },
    { title: "Output Shape", value: ({ outputShape }) => (outputShape ? shapeText(outputShape) : "") },
    { title: "Param #", value: ({ params }) => params ?? "" },
  ];
  if (byBlock) columns.push({ title: "Block's params", value: ({ blockParams }) => blockParams ?? "" });
  if (connections)
    columns.push({ title: "Connected to", value: ({ connectedTo }) => connectedTo?.join(",\n") ?? "" });
  const table = () =>
    renderTable(byBlock ? data.blocks.flatMap(blockLines) : data.rows.map(layerLine), columns, {
      caption: `Model: ${data.name}`,
      footer: [
        `Total params: ${formatNumber(params)} (${bytesText(bytes)})`,
        `Trainable params: ${formatNumber(trainable)} (${bytesText(trainableBytes)})`,
        `Non-trainable params: ${formatNumber(nonTrainable)} (${bytesText(nonTrainableBytes)})`,
      ],
    });
  return displayableTable(data, table);
}

function layerLine(row: SummaryRow): Line {
  return { ...row, label: `${row.name} (${row.kind})` };
}

/** The block's line and its layers' below it; a layer that is a block by itself has one line. */
function blockLines({ name, params, layers, model }: SummaryBlock): Line[] {
  const lines = layers.map(layerLine);
  const [first, ...more] = layers;
  if (!model && first?.name === name && more.length === 0) {
    return lines.map((line) => ({ ...line, blockParams: params }));
  }
  const head = model ? { ...layerLine(model), params: undefined } : { label: name };
  const branch = (i: number) => (i === lines.length - 1 ? "└" : "├");
  return [
    { ...head, blockParams: params },
    ...lines.map((line, i) => ({ ...line, label: `${branch(i)} ${line.label}` })),
  ];
}
