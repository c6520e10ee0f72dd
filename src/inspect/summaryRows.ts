import * as tf from "@tensorflow/tfjs";
import { type Node, nodesWithin } from "./nodes";
import { firstOwner, parameters } from "./parameters";
import { sum } from "./numbers";
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
  /** Where its inputs come from, as Keras writes it: `conv1[0][0]`, the first output of the first call of conv1. */
  connectedTo: string[];
}

/** A layer's row and, where it is a nested model, the rows of its layers. */
export interface LayerRows {
  row: SummaryRow;
  inner?: SummaryRow[];
}

/**
 * The rows of a model's layers. Each weight counts in the first layer that has it.
 *
 * @param trained ids of the weights that training changes
 */
export function layerRows(
  model: tf.LayersModel,
  trained: ReadonlySet<number>,
  own = firstOwner(),
): LayerRows[] {
  const callsOf = nodesWithin(model);
  const numbers = new Map(model.layers.flatMap((layer) => callsOf(layer).map((node, i) => [node, i])));

  function rows(layer: tf.layers.Layer): LayerRows {
    const calls = callsOf(layer);
    const inner =
      layer instanceof tf.LayersModel ? layerRows(layer, trained, own).flatMap(flattened) : undefined;
    const { params, trainable, nonTrainable } = inner ? sums(inner) : count(own(layer.weights));
    const row = {
      name: layer.name,
      kind: layer.getClassName(),
      outputShape: outputShape(calls.length > 0 ? calls : layer.inboundNodes),
      params,
      trainable,
      nonTrainable,
      connectedTo: calls.flatMap(sources),
    };
    return inner ? { row, inner } : { row };
  }

  function count(weights: tf.LayerVariable[]) {
    const { params } = parameters(weights);
    const trainable = parameters(weights.filter(({ id }) => trained.has(id))).params;
    return { params, trainable, nonTrainable: params - trainable };
  }

  function sources({ inboundLayers, nodeIndices, tensorIndices }: Node): string[] {
    return inboundLayers.map((layer, i) => {
      const node = layer.inboundNodes[nodeIndices[i] as number] as Node;
      // A Sequential that begins with a model goes on from that model's own layers, which it does not list.
      return `${layer.name}[${numbers.get(node) ?? 0}][${tensorIndices[i]}]`;
    });
  }

  return model.layers.map(rows);
}

/** The rows of a nested model's layers in its place, named after it. */
function flattened({ row, inner }: LayerRows): SummaryRow[] {
  return inner?.map((part) => ({ ...part, name: `${row.name}/${part.name}` })) ?? [row];
}

/** The numbers of parameters of several rows together. */
export function sums(rows: readonly SummaryRow[]): Pick<SummaryRow, "params" | "trainable" | "nonTrainable"> {
  return {
    params: sum(rows, ({ params }) => params),
    trainable: sum(rows, ({ trainable }) => trainable),
    nonTrainable: sum(rows, ({ nonTrainable }) => nonTrainable),
  };
}

/** Of every call; TF.js's own `layer.outputShape` throws where the calls of a shared layer differ. */
function outputShape(calls: readonly Node[]): tf.Shape | tf.Shape[] {
  const shapes = calls.map((call) => call.outputTensors.map(({ shape }) => shape));
  if (shapes.length === 1) return fromList(shapes.flat());
  const distinct = new Map(shapes.map((outputs) => [shapeText(outputs), outputs]));
  return fromList([...distinct.values()].flat());
}
