import type * as tf from "@tensorflow/tfjs";
import { forwardPass } from "../../src/inspect/calls";

/** A network as data, for those who build it in another framework. Tensors go by the name of the layer that makes them. */
export interface Graph {
  image: { name: string; shape: number[] };
  nodes: Node[];
  output: string;
}

/** One layer, in an order in which they can run. */
interface Node {
  name: string;
  /** TF.js's name of the class */
  kind: string;
  config: Record<string, unknown>;
  /** The layers that its inputs come from */
  inputs: string[];
  /** Batch first, for one image */
  inputShapes: number[][];
}

/** @throws RangeError if a layer is used twice: it would need two names */
export function graphOf(model: tf.LayersModel): Graph {
  const { calls, inputs, outputs } = forwardPass(model, 1);
  const makers = new Map<number[], string>();
  const maker = (shape: number[]) => makers.get(shape) as string;
  const nodes: Node[] = [];
  for (const { path, name, layer, inputs, outputs } of calls) {
    if (name !== path) throw new RangeError(`The layer "${path}" is used twice: the peers cannot share it.`);
    const kind = layer.getClassName();
    const config = layer.getConfig();
    if (kind !== "InputLayer")
      nodes.push({ name, kind, config, inputs: inputs.map(maker), inputShapes: inputs });
    for (const output of outputs) makers.set(output, name);
  }
  const [[image, ...more], [output, ...others]] = [inputs, outputs];
  if (!image || !output || more.length + others.length > 0)
    throw new RangeError(`"${model.name}" has several inputs or outputs: the peers take networks with one.`);
  return { image: { name: maker(image), shape: image.slice(1) }, nodes, output: maker(output) };
}
