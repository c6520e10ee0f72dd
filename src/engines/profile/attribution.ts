import type { Graph, Node } from "../onnx/graph";
import type { ExecutedNode } from "./events";

/*
 * Which layers ONNX Runtime's nodes compute. Its optimizer fuses nodes, leaves some out and adds others that rearrange
 * tensors; what it fuses it names after one of the parts: "fused fc1/Gemm", "conv1_relu/Relu:0_nchwc".
 */

/** Layer calls that share nodes, and all of these. */
export interface Share {
  /** Names of layer calls; none where nodes only rearrange a tensor for the layers around. */
  layers: string[];
  nodes: ExecutedNode[];
}

/** Nodes of our graph that ran as one, if they did. */
interface Fusion {
  parts: Node[];
  ran?: ExecutedNode | undefined;
}

/**
 * @param layerOf the layer call that a node of our graph belongs to; undefined if it is none's
 * @returns every executed node in one place, in the order in which they ran
 */
export function attribute(
  graph: Graph,
  executed: readonly ExecutedNode[],
  layerOf: (node: Node) => string | undefined,
): Share[] {
  const partsOf = new Map(fusions(graph, executed).map(({ ran, parts }) => [ran, parts]));
  let shares: Share[] = [];
  for (const node of executed) {
    const layers = new Set((partsOf.get(node) ?? []).flatMap((part) => layerOf(part) ?? []));
    const joined = shares.filter((share) => share.layers.some((layer) => layers.has(layer)));
    const [first] = joined;
    if (!first) {
      shares.push({ layers: [...layers], nodes: [node] });
      continue;
    }
    const all = [...joined.flatMap((share) => share.layers), ...layers];
    first.nodes = [...joined.flatMap((share) => share.nodes), node];
    first.layers = [...new Set(all)];
    shares = shares.filter((share) => share === first || !joined.includes(share));
  }
  return shares;
}

/**
 * ONNX's operators that take in others, before or behind themselves, where they are fused, and are never taken in behind
 * another: what sums products, and what looks through a window.
 */
const CORES = /^(Conv|ConvTranspose|Gemm|MatMul|LSTM|GRU|RNN|Pad|Transpose|(Global)?(Average|Max|Lp)Pool)$/;

/**
 * Puts each node of our graph that did not run under its own name into the fusion that computes it: behind the node that
 * makes its input, since an activation or an addition is fused into what comes before; or else before the next that ran,
 * as a convolution is in a fusion that goes by its activation's name, or a padding in its convolution.
 */
function fusions(graph: Graph, executed: readonly ExecutedNode[]): Fusion[] {
  const ranAs = matches(graph, executed);
  const order = new Map(executed.map((node, i) => [node, i]));
  const when = ({ ran }: Fusion) => (ran ? (order.get(ran) as number) : Infinity);
  const made = new Map<string, Fusion>(); // by the tensor that it makes
  const put = (fusion: Fusion, parts: readonly Node[]) => {
    fusion.parts.push(...parts);
    for (const output of parts.flatMap(({ outputs }) => outputs)) made.set(output, fusion);
  };

  for (const node of graph.nodes) {
    const sources = new Set(node.inputs.flatMap((input) => made.get(input) ?? []));
    const [latest] = [...sources].sort((a, b) => when(b) - when(a));
    const ran = ranAs.get(node);
    if (!ran && latest && !CORES.test(node.op)) {
      put(latest, [node]);
    } else {
      const open = [...sources].filter((source) => !source.ran);
      put({ parts: [], ran }, [...open.flatMap(({ parts }) => parts), node]);
    }
  }
  return [...new Set(made.values())];
}

/** The nodes of our graph after which executed ones are named: of several names that fit the longest. */
function matches(graph: Graph, executed: readonly ExecutedNode[]): Map<Node, ExecutedNode> {
  const longestFirst = [...graph.nodes].sort((a, b) => b.name.length - a.name.length);
  return new Map(
    executed.flatMap((ran) => {
      const node = longestFirst.find(({ name }) => ran.name.includes(name));
      return node ? [[node, ran]] : [];
    }),
  );
}
