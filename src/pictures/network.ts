import type * as tf from "@tensorflow/tfjs";
import { blockOf } from "../inspect/blocks";
import { macsOf } from "../inspect/macs";
import { sum } from "../inspect/numbers";
import { firstOwner, parameters } from "../inspect/parameters";
import { fromList, type KnownShape } from "../inspect/shapes";
import { isPadding, labelOf, type Look, lookOf } from "./labels";
import { headsOf, type Step, stepsOf } from "./steps";

/** One box of the picture: a layer's call with the trivial ones around it. */
export interface NetworkBox {
  /** The layer's, as in `cost`. */
  name: string;
  /** What happens in it, but for padding: ["conv 3×3, 64", "BN", "ReLU"]. */
  operations: string[];
  /** The layers in it, in the order in which they run. */
  layers: { name: string; kind: string }[];
  look: Look;
  /** Without the batch; null where a size is open. A list where there are several outputs. */
  outputShape: tf.Shape | tf.Shape[];
  /** 0 where an earlier box has the same weights. */
  params: number;
  /** For one image; null where a layer has no rule or a size is open. */
  macs: number | null;
  /** Whether the model returns what comes out of it. */
  isOutput: boolean;
  /** The block that it lies in with other boxes, or the nested model; null where there is neither. */
  block: string | null;
}

/** A network as boxes and the tensors that flow between them. */
export interface Network {
  name: string;
  /** Each after those that it takes from. */
  boxes: NetworkBox[];
  /** By the boxes' names; one for each tensor that a box takes. */
  edges: { from: string; to: string }[];
}

/** Folds activation, normalization, dropout and padding into the boxes of the layers that they belong to. */
export function network(model: tf.LayersModel): Network {
  const steps = stepsOf(model);
  const heads = headsOf(steps);
  const parts = new Map<Step, Step[]>();
  for (const step of steps) {
    const head = heads.get(step) as Step;
    parts.set(head, [...(parts.get(head) ?? []), step]);
  }
  const own = firstOwner();
  const blocks = blocksOf([...parts.keys()]);
  const boxes = [...parts].map(([head, folded], i) => ({
    ...boxOf(head, folded, own),
    block: blocks[i] ?? null,
  }));
  const edges = steps.flatMap((step) => {
    const to = (heads.get(step) as Step).name;
    return step.from
      .map((source) => ({ from: (heads.get(source) as Step).name, to }))
      .filter(({ from }) => from !== to);
  });
  return { name: model.name, boxes, edges };
}

function boxOf(
  head: Step,
  steps: readonly Step[],
  own: ReturnType<typeof firstOwner>,
): Omit<NetworkBox, "block"> {
  const last = steps.at(-1) as Step;
  const macs = steps.map(macsOfStep);
  return {
    name: head.name,
    operations: steps
      .filter((step) => step === head || !isPadding(step.layer))
      .flatMap(({ layer }) => labelOf(layer)),
    layers: steps.map(({ name, layer }) => ({ name, kind: layer.getClassName() })),
    look: lookOf(head.layer),
    outputShape: fromList(last.outputs.map((shape) => shape.slice(1))),
    params: sum(steps, ({ layer }) => parameters(own(layer.weights)).params),
    macs: macs.includes(null) ? null : sum(macs as number[], (n) => n),
    isOutput: last.isOutput,
  };
}

/** For one image. */
function macsOfStep({ layer, inputs, outputs }: Step): number | null {
  const single = (shapes: tf.Shape[]) => shapes.map(([, ...sizes]) => [1, ...sizes]);
  const all = { layer, inputs: single(inputs), outputs: single(outputs) };
  if ([...all.inputs, ...all.outputs].flat().includes(null)) return null;
  return macsOf(all as { layer: tf.layers.Layer; inputs: KnownShape[]; outputs: KnownShape[] });
}

/** The block that each box's name tells; where its layer would lie there alone, the nested model, apart from a block of its name. */
function blocksOf(heads: readonly Step[]): (string | null)[] {
  const blocks = heads.map(({ path, layer }) => path.slice(0, -layer.name.length) + blockOf(layer.name));
  const layers = new Map<string, Set<tf.layers.Layer>>(blocks.map((block) => [block, new Set()]));
  heads.forEach(({ layer }, i) => layers.get(blocks[i] as string)?.add(layer));
  return heads.map(({ within }, i) => {
    const block = blocks[i] as string;
    if ((layers.get(block)?.size ?? 0) > 1) return block;
    return (layers.has(within) ? `${within}/` : within) || null;
  });
}
