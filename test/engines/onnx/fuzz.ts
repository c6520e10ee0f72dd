import * as tf from "@tensorflow/tfjs";
import { discard } from "../../../src/engines/discard";
import { exportOnnx } from "../../../src/engines/onnx/exportOnnx";
import { rules } from "../../../src/engines/onnx/rules";
import { drawInputs } from "../../support/random/inputs";
import { kindsIn, randomModel, type RandomModel } from "../../support/randomModel";
import { agrees, compareOutputs } from "./parity";

/** Whether the exporter has a rule for a kind of layer, so that a random model may have it. */
export const exportable = (kind: string): boolean => kind in rules;

/** The seed of the inputs on which a random model is compared with its export. */
export const INPUTS = 11;

/**
 * Exports the random model of a seed and compares ONNX Runtime's outputs with the cpu backend's, on a batch of three.
 *
 * @returns what is wrong, if anything, in a line; the kinds of layers in the model; the exported file
 */
export async function tryExport(seed: number): Promise<Tried> {
  const { model, inputs } = randomModel(seed, exportable);
  const kinds = new Set(kindsIn(model));
  const tensors = drawInputs(inputs, 3, INPUTS);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await exportOnnx(model);
    const differing = (await compareOutputs(model, bytes, tensors)).filter((output) => !agrees(output));
    const problem = differing.map(described).join("; ");
    return { kinds, bytes, ...(problem && { problem }) };
  } catch (error) {
    const [problem] = (error as Error).message.split("\n", 1) as [string];
    return { kinds, problem, ...(bytes && { bytes }) };
  } finally {
    tf.dispose(tensors);
    discard(model);
  }
}

interface Tried {
  kinds: ReadonlySet<string>;
  problem?: string;
  bytes?: Uint8Array;
}

type Output = Awaited<ReturnType<typeof compareOutputs>>[number];

function described({ name, shape, onnxShape, difference }: Output): string {
  return Number.isNaN(difference) && shape.join() !== onnxShape.join()
    ? `"${name}" is ${onnxShape.join(" x ")} instead of ${shape.join(" x ")}`
    : `"${name}" is ${difference.toExponential(1)} off`;
}

/** How far what each layer makes is off, call by call, in an order in which they can run. */
export async function blame({ model, inputs }: RandomModel): Promise<string[]> {
  const tensors = drawInputs(inputs, 3, INPUTS);
  const lines: string[] = [];
  for (const { outboundLayer, inboundLayers, outputTensors } of nodesOf(model)) {
    const part = tf.model({ inputs: model.inputs, outputs: outputTensors });
    const found = await exportOnnx(part)
      .then((bytes) => compareOutputs(part, bytes, tensors))
      .then((outputs) => outputs.map(described).join("; "))
      .catch((error: unknown) => (error as Error).message.split("\n", 1)[0] as string);
    const takes = inboundLayers.map(({ name }) => name).join(", ");
    lines.push(`${outboundLayer.name} of ${takes}: ${found}`);
  }
  tf.dispose(tensors);
  return lines;
}

type Node = tf.layers.Layer["inboundNodes"][number];

/** The calls of the model's layers but those of its inputs; each comes after those that it takes from. */
function nodesOf(model: tf.LayersModel): Node[] {
  const nodes = new Set<Node>();
  const follow = ({ sourceLayer, nodeIndex }: tf.SymbolicTensor) => {
    const node = sourceLayer.inboundNodes[nodeIndex] as Node;
    if (nodes.has(node) || node.inboundLayers.length === 0) return;
    node.inputTensors.forEach(follow);
    nodes.add(node);
  };
  model.outputs.forEach(follow);
  return [...nodes];
}
