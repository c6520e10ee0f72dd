import { float, type Float, type Graph, type Initializer, type Node, piecesOf } from "./graph";
import { countUses, withoutUnused } from "./names";

/**
 * The graph in which batch norms are folded into the kernel and the bias of the convolution or dense layer right before
 * them (Jacob et al. 2018, arXiv:1712.05877, section 3.2):
 *
 *     scale (kernel * x + bias) + shift  =  (scale kernel) * x + (scale bias + shift),
 *     scale = gamma / √(variance + epsilon),  shift = beta - scale mean
 *
 * A batch norm stays where something else uses what it normalizes, or the kernel: the calls of a shared layer share it,
 * so they fold only if the same batch norm follows each of them. One behind a dense layer that is a MatMul stays too: it
 * normalizes the axis behind the batch, which that layer does not make.
 *
 * Tensors keep their names and their values. Nothing is read before the new graph's constants are; a kernel that can be
 * read in pieces is scaled piece by piece.
 */
export function foldBatchNormNodes(graph: Graph): Graph {
  const constants = new Map(graph.initializers.map((initializer) => [initializer.name, initializer]));
  const folded = new Map(constants);
  const instead = new Map<Node, Node[]>();
  for (const { layer, batchNorm } of foldsIn(graph, constants)) {
    const [x = "", kernel = "", bias = ""] = layer.inputs;
    const shifted = `${kernel}:shifted`; // the bias may belong to others, too
    const statistics = batchNorm.inputs.slice(1).map((name) => constants.get(name) as Initializer);
    const affine = () => affineOf(statistics, batchNorm);
    const { dims } = statistics[0] as Initializer;
    folded.set(
      kernel,
      scaledKernel(constants.get(kernel) as Initializer, channelAxis[layer.op] as number, affine),
    );
    folded.set(shifted, shiftedBias({ name: shifted, type: "float32", dims }, constants.get(bias), affine));
    instead.set(layer, [{ ...layer, inputs: [x, kernel, shifted], outputs: batchNorm.outputs }]);
    instead.set(batchNorm, []);
  }
  const nodes = graph.nodes.flatMap((node) => instead.get(node) ?? [node]);
  return withoutUnused({ ...graph, nodes, initializers: [...folded.values()] });
}

type Constants = ReadonlyMap<string, Initializer>;

/** A batch norm that can be folded into what is before it. */
interface Fold {
  layer: Node;
  batchNorm: Node;
}

/** Which axis of a kernel makes the axis behind the batch, the one that batch norms normalize. */
const channelAxis: Readonly<Partial<Record<string, number>>> = { Conv: 0, ConvTranspose: 1, Gemm: 1 };

function foldsIn(graph: Graph, constants: Constants): Fold[] {
  const uses = countUses(graph);
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const pairs = graph.nodes.flatMap((batchNorm): Fold[] => {
    const [x = ""] = batchNorm.inputs;
    const layer = makers.get(x);
    const alone = batchNorm.op === "BatchNormalization" && uses.get(x) === 1;
    return alone && layer && fits(layer, batchNorm, constants) ? [{ layer, batchNorm }] : [];
  });

  const ofKernel = new Map<string, Fold[]>();
  for (const pair of pairs) {
    const kernel = pair.layer.inputs[1] as string;
    ofKernel.set(kernel, [...(ofKernel.get(kernel) ?? []), pair]);
  }
  return [...ofKernel].flatMap(([kernel, alike]) => {
    const ways = new Set(alike.map(weightsOf));
    return alike.length === uses.get(kernel) && ways.size === 1 ? alike : [];
  });
}

/** Whether all weights are constants, and the kernel makes the channels that are normalized. */
function fits({ op, inputs, attributes }: Node, batchNorm: Node, constants: Constants): boolean {
  const [kernel, ...more] = inputs.slice(1);
  const axis = channelAxis[op];
  if (axis === undefined || (op === "Gemm" && Object.keys(attributes).length > 0)) return false;
  const channels = constants.get(batchNorm.inputs[1] as string)?.dims[0];
  return (
    constants.get(kernel as string)?.dims[axis] === channels &&
    [...more, ...batchNorm.inputs.slice(1)].every(
      (name) => constants.get(name)?.dims.join() === String(channels),
    )
  );
}

/** The same for pairs that compute with the same weights. */
function weightsOf({ layer, batchNorm }: Fold): string {
  return JSON.stringify([layer.inputs.slice(1), batchNorm.inputs.slice(1), batchNorm.attributes]);
}

/** What a batch norm does to each channel: scale x + shift. */
interface Affine {
  scale: Float64Array;
  shift: Float64Array;
}

function affineOf(statistics: readonly Initializer[], { attributes }: Node): Affine {
  const { epsilon = float(1e-5) } = attributes;
  const added = (epsilon as Float).float as number;
  const [gamma, beta, mean, variance] = statistics.map(({ values }) => values() as Float32Array) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const scale = Float64Array.from(variance, (value, i) => (gamma[i] as number) / Math.sqrt(value + added));
  return { scale, shift: scale.map((factor, i) => (beta[i] as number) - factor * (mean[i] as number)) };
}

function shiftedBias(
  declared: Omit<Initializer, "values">,
  bias: Initializer | undefined,
  affine: () => Affine,
): Initializer {
  const values = () => {
    const { scale, shift } = affine();
    const before = bias?.values() as Float32Array | undefined;
    return Float32Array.from(shift, (value, i) => value + (scale[i] as number) * (before?.[i] ?? 0));
  };
  return { ...declared, values };
}

function scaledKernel(kernel: Initializer, axis: number, affine: () => Affine): Initializer {
  const { name, type, dims } = kernel;
  const together = product(dims.slice(axis + 1)); // values that follow each other belong to one channel
  const values = () => {
    const { scale } = affine();
    const whole = new Float32Array(product(dims));
    let start = 0;
    for (const piece of piecesOf(kernel)) {
      scaleInto(whole, start, piece as Float32Array, together, scale);
      start += piece.length;
    }
    return whole;
  };
  return { name, type, dims, values };
}

/** Puts a piece of a kernel, the values from `start` on, into the whole; `together` of them have the same scale. */
function scaleInto(
  whole: Float32Array,
  start: number,
  piece: Float32Array,
  together: number,
  scale: Float64Array,
): void {
  let channel = Math.floor(start / together) % scale.length;
  let left = together - (start % together);
  for (let i = 0; i < piece.length; i++) {
    whole[start + i] = (piece[i] as number) * (scale[channel] as number);
    if (--left > 0) continue;
    left = together;
    channel = channel + 1 < scale.length ? channel + 1 : 0;
  }
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
