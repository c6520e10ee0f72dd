import type { LayerCall } from "../../inspect/calls";
import { macsOf } from "../../inspect/macs";
import { sum } from "../../inspect/numbers";
import { parameters } from "../../inspect/parameters";
import { type KnownShape, sizeOf } from "../../inspect/shapes";
import type { Share } from "./attribution";
import { type Described, tensorBytes, valueBytes } from "./events";

/** A layer, or several that the engine computes as one; or what it does between layers. */
export interface ProfileRow {
  /** The layer call that does most of the arithmetic; "(Transpose)" where the engine only rearranges a tensor. */
  layer: string;
  /** All layer calls that it stands for, as `cost` names them. */
  layers: string[];
  /** That layer's class, `Conv2D`; "between layers" where it is none. */
  kind: string;
  /** The engine's own operators: "Gemm, Softmax". */
  operators: string;
  medianMs: number;
  /** Of the time of all rows. */
  share: number;
  /** Multiply-adds, for the whole batch; null where a layer's kind has no rule. */
  macs: number | null;
  /** Moved at least: the inputs once, the weights once, the outputs once. What passes between fused layers is not moved. */
  bytes: number;
  /** 2 x MACs in the median time, in thousand millions a second; null where there are none. */
  gflops: number | null;
  /** FLOPs (2 x MACs) a byte, the arithmetic intensity; null where there are none. */
  intensity: number | null;
}

/**
 * @param calls the model's, in order
 * @param outputs the model's
 */
export function profileRows(
  shares: readonly Share[],
  calls: readonly LayerCall[],
  outputs: readonly KnownShape[],
): ProfileRow[] {
  const byName = new Map(calls.map((call) => [call.name, call]));
  const wholeMs = sum(shares, timeOf);
  const unlike = distinct();
  return shares.map((share): ProfileRow => {
    const computed = share.layers.map((name) => byName.get(name) as LayerCall);
    const main = mainLayer(computed);
    const operators = [...new Set(share.nodes.map(({ op }) => op))].join(", ");
    const medianMs = timeOf(share);
    const macs = macsOfAll(computed);
    const bytes = computed.length ? layerBytes(share, computed, calls, outputs) : movedBytes(share);
    return {
      layer: main?.name ?? unlike(operators),
      layers: share.layers,
      kind: main?.layer.getClassName() ?? "between layers",
      operators,
      medianMs,
      share: medianMs / wholeMs,
      macs,
      bytes,
      gflops: macs ? (2 * macs) / medianMs / 1e6 : null,
      intensity: macs ? (2 * macs) / bytes : null,
    };
  });
}

function timeOf({ nodes }: Share): number {
  return sum(nodes, ({ medianMs }) => medianMs);
}

/** "(Transpose)", "(Transpose 2)". */
function distinct(): (operators: string) => string {
  const counts = new Map<string, number>();
  return (operators) => {
    const count = (counts.get(operators) ?? 0) + 1;
    counts.set(operators, count);
    return count === 1 ? `(${operators})` : `(${operators} ${count})`;
  };
}

/** The one with most multiply-adds; where there are none the last, as in a padding and the pooling behind it. */
function mainLayer(computed: readonly LayerCall[]): LayerCall | undefined {
  return [...computed].reverse().sort((a, b) => (macsOf(b) ?? 0) - (macsOf(a) ?? 0))[0];
}

function macsOfAll(computed: readonly LayerCall[]): number | null {
  const macs = computed.map(macsOf);
  return macs.includes(null) ? null : sum(macs, (each) => each as number);
}

/** Tensors are told apart by their shapes' arrays. Values have the size that the engine's tensors have. */
function layerBytes(
  { nodes }: Share,
  computed: readonly LayerCall[],
  calls: readonly LayerCall[],
  outputs: readonly KnownShape[],
): number {
  const made = new Set(computed.flatMap((call) => call.outputs));
  const read = new Set(computed.flatMap((call) => call.inputs).filter((tensor) => !made.has(tensor)));
  const others = calls.filter((call) => !computed.includes(call));
  const wanted = new Set([...outputs, ...others.flatMap((call) => call.inputs)]);
  const written = [...made].filter((tensor) => wanted.has(tensor));
  const weights = sum(computed, ({ layer }) => parameters(layer.weights).params);
  const into = valueBytes(nodes[0]?.inputs[0] as Described);
  const outOf = valueBytes(nodes.at(-1)?.outputs[0] as Described);
  return into * (sum([...read], sizeOf) + weights) + outOf * sum(written, sizeOf);
}

function movedBytes({ nodes }: Share): number {
  return sum(
    nodes,
    ({ inputs, outputs }) => sum(inputs.slice(0, 1), tensorBytes) + sum(outputs, tensorBytes),
  );
}
