import type { Initializer, Node } from "../graph";
import { channelAxis, type Constants } from "./operators";
import { biasPiece, dequantized, type Piece, weightPiece } from "./pairs";
import { leastScales, quantizeBias, type QuantizedWeight, quantizeWeight } from "./weights";

/** What takes the place of weights and biases. */
export interface QuantizedConstants {
  pieces: Piece[];
  /** For each node, the names of its weight and bias */
  inputs: ReadonlyMap<Node, readonly string[]>;
}

/** Says the scale of a node's first input. */
type InputScale = (node: Node) => number;

/**
 * Weights as int8 with a scale a channel, biases as int32 in units of input scale x weight scale. Reads one weight after
 * the other, so that only one is in memory as float32.
 *
 * @param weighted the nodes that they belong to; the calls of a shared layer share its weight
 */
export function quantizeConstants(
  weighted: readonly Node[],
  constants: Constants,
  inputScale: InputScale,
): QuantizedConstants {
  const pieces: Piece[] = [];
  const inputs = new Map<Node, string[]>();
  for (const [name, users] of byWeight(weighted)) {
    const { dims } = constants.get(name) as Initializer;
    const axis = channelAxis(users[0] as Node) === "first" ? 0 : dims.length - 1;
    const quantized = sharedWeight(name, axis, users, constants, inputScale);
    pieces.push(weightPiece(name, dims, axis, quantized));
    for (const user of users) {
      inputs.set(user, [dequantized(name)]);
      const bias = biasOf(user, constants);
      if (!bias) continue;
      const units = quantized.scales.map((scale) => scale * inputScale(user));
      const own = `${user.name}/bias`; // two calls of a layer have two scales at their inputs
      pieces.push(biasPiece(own, quantizeBias(bias, units), units));
      inputs.get(user)?.push(dequantized(own));
    }
  }
  return { pieces, inputs };
}

function byWeight(weighted: readonly Node[]): Map<string, Node[]> {
  const users = new Map<string, Node[]>();
  for (const node of weighted) {
    const name = node.inputs[1] as string;
    users.set(name, [...(users.get(name) ?? []), node]);
  }
  return users;
}

function sharedWeight(
  name: string,
  axis: number,
  users: readonly Node[],
  constants: Constants,
  inputScale: InputScale,
): QuantizedWeight {
  const { dims, values } = constants.get(name) as Initializer;
  const least = new Float64Array(dims[axis] as number);
  for (const user of users) {
    const bias = biasOf(user, constants);
    if (!bias) continue;
    const needed = leastScales(bias, inputScale(user));
    needed.forEach((scale, channel) => (least[channel] = Math.max(scale, least[channel] as number)));
  }
  return quantizeWeight(values() as Float32Array, axis === 0 ? "first" : "last", least);
}

function biasOf({ inputs }: Node, constants: Constants): Float32Array | undefined {
  return constants.get(inputs[2] ?? "")?.values() as Float32Array | undefined;
}
