import type * as tf from "@tensorflow/tfjs";
import { merging, reshaping } from "../inspect/kinds";
import { formatNumber } from "../notebook/table";

/** What a layer is to the eye: each has its colour, in this order. */
export const looks = ["convolution", "dense", "pooling", "merge", "function", "other", "shape"] as const;
export type Look = (typeof looks)[number];

const functions: Readonly<Record<string, string>> = {
  relu: "ReLU",
  relu6: "ReLU6",
  ReLU: "ReLU",
  LeakyReLU: "leaky ReLU",
  BatchNormalization: "BN",
  LayerNormalization: "LN",
  LocalResponseNormalization: "LRN",
  ScaledTanh: "scaled tanh",
  Softmax: "softmax",
};

const merges: Readonly<Record<string, string>> = {
  Add: "add",
  Average: "mean",
  Concatenate: "concat",
  Dot: "dot product",
  Maximum: "maximum",
  Minimum: "minimum",
  Multiply: "multiply",
};

const convolutions: Readonly<Record<string, string>> = {
  DepthwiseConv2D: "depthwise",
  PartialConv2D: "partial conv",
  SeparableConv2D: "separable",
  Conv2DTranspose: "transposed conv",
  Conv3DTranspose: "transposed conv",
};

/** Layers that a picture shows in the box of the layer whose values they change in place. */
export function isTrivial(layer: tf.layers.Layer): boolean {
  return /Activation|ReLU|ELU|Softmax|BatchNorm|Dropout|GaussianNoise|ScaledTanh/.test(layer.getClassName());
}

/** Zeros around the image belong to the window that moves over them. */
export function isPadding(layer: tf.layers.Layer): boolean {
  return layer.getClassName().startsWith("ZeroPadding");
}

export function lookOf(layer: tf.layers.Layer): Look {
  const kind = layer.getClassName();
  if (/Conv/.test(kind)) return "convolution";
  if (/^(Dense|RadialBasis)$/.test(kind)) return "dense";
  if (/Pool|Subsampling/.test(kind)) return "pooling";
  if (merging.has(kind) || kind in merges) return "merge";
  if (isTrivial(layer) || /Normalization|Rescaling/.test(kind)) return "function";
  return kind === "InputLayer" || isPadding(layer) || reshaping.has(kind) ? "shape" : "other";
}

/** What a layer does, in the words of a paper's figure: ["conv 3×3 / 2, 64", "ReLU"]. */
export function labelOf(layer: tf.layers.Layer): string[] {
  const { activation } = fields(layer);
  const own = operation(layer);
  const name = activation?.getClassName();
  return name === undefined || name === "linear" || own === functionName(name)
    ? [own]
    : [own, functionName(name)];
}

function operation(layer: tf.layers.Layer): string {
  const kind = layer.getClassName();
  const { filters, groups, maxValue, rate, table, units, activation } = fields(layer);
  if (/Conv/.test(kind)) {
    const maps = filters ?? table?.[0]?.length;
    const of = maps === undefined ? "" : `, ${maps}`;
    const parts = groups === undefined ? "" : `, ${groups} groups`;
    return `${convolutions[kind] ?? "conv"} ${window(layer)}${of}${parts}`;
  }
  const pool = /^(Global)?(Max|Average|L2)Pooling/.exec(kind);
  if (pool) {
    const which = { Max: "max pool", Average: "avg pool", L2: "L2 pool" }[
      pool[2] as "Max" | "Average" | "L2"
    ];
    return pool[1] ? `global ${which}` : `${which} ${window(layer)}`;
  }
  if (kind === "Activation" && activation) return functionName(activation.getClassName());
  if (units !== undefined) return `${words(kind)} ${units}`;
  if (rate !== undefined) return `${words(kind)} ${formatNumber(rate)}`;
  if (isPadding(layer)) return "pad";
  if (kind === "ReLU" && typeof maxValue === "number") return `ReLU${maxValue}`;
  return functions[kind] ?? merges[kind] ?? (kind === "InputLayer" ? "input" : words(kind));
}

/** `3×3 / 2`; strides of 1 go without saying. */
function window(layer: tf.layers.Layer): string {
  const { kernelSize, poolSize, strides } = fields(layer);
  const size = kernelSize ?? poolSize ?? [];
  const sizes = typeof size === "number" ? [size, size] : size;
  const steps = [...new Set(strides)];
  const moved = steps.length === 1 && steps[0] === 1 ? "" : ` / ${steps.join("×")}`;
  return `${sizes.join("×")}${steps.length ? moved : ""}`;
}

function functionName(name: string): string {
  return functions[name] ?? words(name);
}

/** `UpSampling2D` → `up sampling`; capitals such as `ELU` stay. */
function words(kind: string): string {
  return kind
    .replace(/\dD$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}

/** What layers keep, each kind some of it, and do not declare public. */
interface Fields {
  activation?: tf.serialization.Serializable;
  filters?: number;
  groups?: number;
  maxValue?: number | null;
  kernelSize?: number | number[];
  poolSize?: number[];
  rate?: number;
  strides?: number[];
  table?: number[][];
  units?: number;
}

/** A layer may keep its options to itself, but it saves them. */
function fields(layer: tf.layers.Layer): Fields {
  const { activation, table } = layer as unknown as Fields;
  return { ...(layer.getConfig() as Fields), activation, table };
}
