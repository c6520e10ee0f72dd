import * as tf from "@tensorflow/tfjs";
import { displayable, type Displayable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import { usable } from "./usable";
import { bytesText } from "./numbers";
import { firstOwner, parameters } from "./parameters";
import { fromList, shapeText } from "./shapes";

export interface SummaryRow {
  name: string;
  /** The layer's class: `Conv2D`. */
  kind: string;
  /** The batch first, null where a size is open. A list where the layer has several outputs, or calls that differ. */
  outputShape: tf.Shape | tf.Shape[];
  params: number;
  trainable: number;
  nonTrainable: number;
}

export interface Summary {
  name: string;
  rows: SummaryRow[];
  totals: {
    params: number;
    trainable: number;
    nonTrainable: number;
    bytes: number;
    trainableBytes: number;
    nonTrainableBytes: number;
  };
}

/**
 * Keras's table of a model: each layer with its output shape and its number of parameters, and their totals.
 *
 * A nested model is one row. A weight that several layers share is counted once, in the first row that has it, so the
 * columns add up to the totals. Bytes are those of the weights as TF.js holds them (4 for a float32).
 *
 * @throws Error when the model is disposed or has no layers
 */
export function summary(model: tf.LayersModel): Summary & Displayable {
  usable(model);
  const trained = new Set(model.trainableWeights.map(({ id }) => id));

  function count(weights: tf.LayerVariable[]) {
    const all = parameters(weights);
    const trainable = parameters(weights.filter(({ id }) => trained.has(id)));
    return {
      params: all.params,
      trainable: trainable.params,
      nonTrainable: all.params - trainable.params,
      bytes: all.bytes,
      trainableBytes: trainable.bytes,
      nonTrainableBytes: all.bytes - trainable.bytes,
    };
  }

  const own = firstOwner();
  const weights = model.layers.map((layer) => own(layer.weights));
  const rows = model.layers.map((layer, i) => {
    const { params, trainable, nonTrainable } = count(weights[i] ?? []);
    return {
      name: layer.name,
      kind: layer.getClassName(),
      outputShape: outputShape(layer),
      params,
      trainable,
      nonTrainable,
    };
  });
  return shown({ name: model.name, rows, totals: count(weights.flat()) });
}

/** Of every call; TF.js's own `layer.outputShape` throws where the calls of a shared layer differ. */
function outputShape(layer: tf.layers.Layer): tf.Shape | tf.Shape[] {
  const nodes = layer.inboundNodes;
  // The first node of a model is not a call: it leads from the model's own inputs to its outputs.
  const calls = layer instanceof tf.LayersModel && nodes.length > 1 ? nodes.slice(1) : nodes;
  const shapes = calls.map((call) => call.outputTensors.map(({ shape }) => shape));
  const distinct = new Map(shapes.map((outputs) => [shapeText(outputs), outputs]));
  return fromList([...distinct.values()].flat());
}

function shown(data: Summary): Summary & Displayable {
  const { params, trainable, nonTrainable, bytes, trainableBytes, nonTrainableBytes } = data.totals;
  const table = () =>
    renderTable(
      data.rows,
      [
        { title: "Layer (type)", value: ({ name, kind }) => `${name} (${kind})` },
        { title: "Output Shape", value: ({ outputShape }) => shapeText(outputShape) },
        { title: "Param #", value: ({ params }) => params },
      ],
      {
        caption: `Model: ${data.name}`,
        footer: [
          `Total params: ${formatNumber(params)} (${bytesText(bytes)})`,
          `Trainable params: ${formatNumber(trainable)} (${bytesText(trainableBytes)})`,
          `Non-trainable params: ${formatNumber(nonTrainable)} (${bytesText(nonTrainableBytes)})`,
        ],
      },
    );
  return displayable(data, { text: () => table().text, html: () => table().html });
}
