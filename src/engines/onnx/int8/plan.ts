import type { Graph, Node } from "../graph";
import { countUses } from "../names";
import { type Kind, kindOf } from "./operators";

/** Which parts of a graph are computed with integers. */
export interface Plan {
  /** The nodes that compute with integers. */
  integer: ReadonlyMap<Node, Kind>;
  /**
   * The tensors that are rounded to integers, each with the tensor whose scale it has: mostly itself, or the one whose
   * values are only moved to it.
   */
  scaledAs: ReadonlyMap<string, string>;
  /** Tensors that need not be made: rounding gives the one that an activation would make of them. */
  skipped: ReadonlyMap<string, string>;
}

/**
 * Integers begin at the convolutions and dense layers and go on through what can work on them.
 *
 * A ReLU right behind needs no node. What nothing with integers uses stays in float32 where the operator allows it, so
 * a network's logits are not rounded.
 */
export function plan(graph: Graph): Plan {
  const constants = new Map(graph.initializers.map((initializer) => [initializer.name, initializer]));
  const kinds = new Map(graph.nodes.map((node) => [node, kindOf(node, constants)]));
  const wanted = wantedIntegers(graph.nodes, (node) => kinds.get(node));
  const uses = countUses(graph);

  const integer = new Map<Node, Kind>();
  const scaledAs = new Map<string, string>();
  const skipped = new Map<string, string>();
  const made = new Set<string>(); // by nodes that choose their result's scale
  const round = (tensor: string) => {
    if (!scaledAs.has(tensor)) scaledAs.set(tensor, tensor);
  };

  for (const node of graph.nodes) {
    const [input = ""] = node.inputs;
    const [output = ""] = node.outputs;
    const kind = kinds.get(node);
    if (kind === "weighted") {
      integer.set(node, kind);
      round(input);
      if (node.op !== "Conv" && !wanted.has(output)) continue; // a convolution's kernel has no float32 result
      round(output);
      made.add(output);
    } else if (kind === "computed" && wanted.has(output) && node.inputs.some((name) => scaledAs.has(name))) {
      integer.set(node, kind);
      [...node.inputs, output].forEach(round);
      made.add(output);
    } else if (kind === "moved" && scaledAs.has(input)) {
      integer.set(node, kind);
      scaledAs.set(output, scaledAs.get(input) as string);
    } else if (kind === "cutOff" && made.has(input) && uses.get(input) === 1) {
      skipped.set(input, output);
      scaledAs.delete(input);
      round(output);
    }
  }
  return { integer, scaledAs, skipped };
}

/** The tensors that a node with integers works on if it can. */
function wantedIntegers(nodes: readonly Node[], kindOf: (node: Node) => string | undefined): Set<string> {
  const wanted = new Set<string>();
  for (const node of [...nodes].reverse()) {
    const kind = kindOf(node);
    const isWanted = node.outputs.some((output) => wanted.has(output));
    if (kind === "computed" && isWanted) node.inputs.forEach((input) => wanted.add(input));
    if (kind === "weighted" || ((kind === "moved" || kind === "cutOff") && isWanted))
      wanted.add(node.inputs[0] as string);
  }
  return wanted;
}

/** The nodes that sum products with a weight, in the order in which they run. */
export function weightedNodes(integer: Plan["integer"]): Node[] {
  return [...integer].flatMap(([node, kind]) => (kind === "weighted" ? [node] : []));
}
