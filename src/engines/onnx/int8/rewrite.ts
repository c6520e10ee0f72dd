import type { Graph, Node } from "../graph";
import { quantizeConstants } from "./constants";
import { namesUsed } from "./names";
import { dequantized, pad, roundTrip, scalePiece } from "./pairs";
import type { Plan } from "./plan";
import { type Quantization, quantizationOf, type Range } from "./scales";

/**
 * The graph with QuantizeLinear and DequantizeLinear around what computes with integers, weights as int8 and biases as
 * int32: the form that engines fuse into integer kernels.
 *
 * @param ranges of the tensors that have a scale of their own
 */
export function rewrite(
  graph: Graph,
  { integer, scaledAs, skipped }: Plan,
  ranges: ReadonlyMap<string, Range>,
): Graph {
  const quantizations = new Map([...ranges].map(([name, range]) => [name, quantizationOf(range)]));
  const scaleOf = (tensor: string) =>
    (quantizations.get(scaledAs.get(tensor) as string) as Quantization).scale;
  const constants = new Map(graph.initializers.map((initializer) => [initializer.name, initializer]));
  const weighted = graph.nodes.filter((node) => integer.get(node) === "weighted");
  const { pieces, inputs } = quantizeConstants(weighted, constants, (node) =>
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
  const used = new Set(namesUsed({ ...graph, nodes: all }));
  return { ...graph, nodes: all, initializers: initializers.filter(({ name }) => used.has(name)) };
}
