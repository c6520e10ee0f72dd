import type { Graph, Initializer, Node } from "../graph";
import { withoutUnused } from "../names";
import { channelAxis, type Constants } from "./operators";
import { biasPiece, dequantized, type Piece, weightPiece } from "./pairs";
import {
  type ChannelAxis,
  leastScales,
  quantizeBias,
  type QuantizedWeight,
  quantizeWeight,
  withLeastScales,
} from "./weights";

/** A weight as int8. */
interface Weight {
  dims: readonly number[];
  axis: ChannelAxis;
  quantized: QuantizedWeight;
}

/** By their names */
export type Weights = ReadonlyMap<string, Weight>;

/**
 * The weights of nodes as int8, with a scale a channel. Reads one after the other, so that only one is in memory as
 * float32.
 *
 * @param weighted the calls of a shared layer share their weight
 */
export function quantizeWeights(weighted: readonly Node[], constants: Constants): Weights {
  const weights = new Map<string, Weight>();
  for (const node of weighted) {
    const name = weightOf(node);
    if (weights.has(name)) continue;
    const { dims, values } = constants.get(name) as Initializer;
    const axis = channelAxis(node);
    const channels = (axis === "first" ? dims[0] : dims.at(-1)) as number;
    weights.set(name, { dims, axis, quantized: quantizeWeight(values() as Float32Array, axis, channels) });
  }
  return weights;
}

/** The graph with its constants read, but for the weights of `weighted`, which are left out. */
export function withConstantsRead(graph: Graph, weighted: readonly Node[]): Graph {
  const lacking = new Set(weighted);
  const others = withoutUnused({
    ...graph,
    nodes: graph.nodes.map((node) => (lacking.has(node) ? withoutWeight(node) : node)),
  });
  const initializers = others.initializers.map(({ name, type, dims, values }) => {
    const read = values();
    return { name, type, dims, values: () => read };
  });
  return { ...graph, initializers };
}

function withoutWeight(node: Node): Node {
  return { ...node, inputs: node.inputs.filter((_, i) => i !== 1) };
}

function weightOf({ inputs }: Node): string {
  return inputs[1] as string;
}

/** What takes the place of weights and biases. */
export interface QuantizedConstants {
  pieces: Piece[];
  /** For each node, the names of its weight and bias */
  inputs: ReadonlyMap<Node, readonly string[]>;
}

/** Says the scale of a node's first input. */
type InputScale = (node: Node) => number;

/** Weights as int8 and biases as int32 in units of input scale x weight scale, with what says their meaning. */
export function quantizedConstants(
  weighted: readonly Node[],
  weights: Weights,
  constants: Constants,
  inputScale: InputScale,
): QuantizedConstants {
  const pieces: Piece[] = [];
  const inputs = new Map<Node, string[]>();
  for (const [name, { dims, axis, quantized }] of weights) {
    const users = weighted.filter((node) => weightOf(node) === name);
    const least = leastOf(users, quantized.scales.length, constants, inputScale);
    const weight = withLeastScales(quantized, axis, least);
    pieces.push(weightPiece(name, dims, axis === "first" ? 0 : dims.length - 1, weight));
    for (const user of users) {
      inputs.set(user, [dequantized(name)]);
      const bias = biasOf(user, constants);
      if (!bias) continue;
      const units = weight.scales.map((scale) => scale * inputScale(user));
      const own = `${user.name}/bias`; // two calls of a layer have two scales at their inputs
      pieces.push(biasPiece(own, quantizeBias(bias, units), units));
      inputs.get(user)?.push(dequantized(own));
    }
  }
  return { pieces, inputs };
}

/** The scales of a weight's channels with which the biases of all its users fit into 32 bits. */
function leastOf(
  users: readonly Node[],
  channels: number,
  constants: Constants,
  inputScale: InputScale,
): Float64Array {
  const least = new Float64Array(channels);
  for (const user of users) {
    const bias = biasOf(user, constants);
    if (!bias) continue;
    const needed = leastScales(bias, inputScale(user));
    needed.forEach((scale, channel) => (least[channel] = Math.max(scale, least[channel] as number)));
  }
  return least;
}

function biasOf({ inputs }: Node, constants: Constants): Float32Array | undefined {
  return constants.get(inputs[2] ?? "")?.values() as Float32Array | undefined;
}
