import type { Graph, Node } from "../graph";
import { withoutUnused } from "../names";
import { quantizedConstants, type Weights } from "./constants";
import { dequantized, pad, roundTrip, scalePiece } from "./pairs";
import { type Plan, weightedNodes } from "./plan";
import { type Quantization, quantizationOf, type Range } from "./scales";

/**
 * The graph with QuantizeLinear and DequantizeLinear around what computes with integers, weights as int8 and biases as
 * int32: the form that engines fuse into integer kernels.
 *
 * @param weights of the weighted nodes; the graph need not have them as float32
 * @param ranges of the tensors that have a scale of their own
 */
export function rewrite(
  graph: Graph,
  { integer, scaledAs, skipped }: Plan,
  weights: Weights,
  ranges: ReadonlyMap<string, Range>,
): Graph {
  const quantizations = new Map([...ranges].map(([name, range]) => [name, quantizationOf(range)]));
  const scaleOf = (tensor: string) =>
    (quantizations.get(scaledAs.get(tensor) as string) as Quantization).scale;
  const constants = new Map(graph.initializers.map((initializer) => [initializer.name, initializer]));
  const { pieces, inputs } = quantizedConstants(weightedNodes(integer), weights, constants, (node) =>
    scaleOf(node.inputs[0] as string),
  );

  const rounded = (tensor: string): Node[] => {
    const parameters = scaledAs.get(tensor);
    return parameters === undefined ? [] : roundTrip(tensor, parameters);
  };
  const made = new Set<string>(); // by nodes that compute with integers
  const nodes = graph.inputs.flatMap(({ name }) => rounded(name));
  for (const node of graph.nodes) {
    if (skipped.get(node.inputs[0] ?? "") === node.outputs[0]) continue;
    const isInteger = integer.has(node);
    if (isInteger && node.op === "Pad") {
      nodes.push(...pad(node, scaledAs.get(node.outputs[0] as string) as string));
      made.add(node.outputs[0] as string);
      continue;
    }
    const outputs = node.outputs.map((output) => skipped.get(output) ?? output);
    if (isInteger) outputs.forEach((output) => made.add(output));
    const take = (input: string) =>
      scaledAs.has(input) && (isInteger || made.has(input)) ? dequantized(input) : input;
    const [first = "", ...others] = node.inputs;
    nodes.push({ ...node, inputs: [take(first), ...(inputs.get(node) ?? others.map(take))], outputs });
    nodes.push(...outputs.flatMap(rounded));
  }

  const added = [
    ...pieces,
    ...[...quantizations].map(([name, quantization]) => scalePiece(name, quantization)),
  ];
  const all = [...added.flatMap((piece) => piece.nodes), ...nodes];
  const initializers = [...graph.initializers, ...added.flatMap((piece) => piece.initializers)];
  return withoutUnused({ ...graph, nodes: all, initializers });
}
