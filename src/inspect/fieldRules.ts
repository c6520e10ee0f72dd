import type * as tf from "@tensorflow/tfjs";
import type { LayerCall } from "./calls";
import { padded, through, union, whole, type Field } from "./fields";
import { globalPooling, inPlace, merging, pooling, reshaping } from "./kinds";
import type { KnownShape } from "./shapes";

/* Receptive fields by layer kind, a small rule each. */

/** What a tensor's units see of the image. */
export interface Seen {
  /** One for each axis of the image: height, width. */
  axes: Field[];
  /** Whether the units have lost their places, as behind flatten. */
  flat: boolean;
}

/** What the output's units see of the image, from what the inputs' units see; null where the kind has no rule. */
export function fieldsAfter({ layer, inputs, outputs }: LayerCall, before: Seen[]): Seen | null {
  const kind = layer.getClassName();
  const seen = before[0] as Seen;
  const [input, output] = [inputs[0], outputs[0]] as [KnownShape, KnownShape];
  if (kind === "LayerNormalization") return normalized(seen, layer, input.length);
  if (kind === "InputLayer" || inPlace.has(kind)) return seen;
  if (fullyConnected.has(kind)) return input.length === 2 ? all(seen) : seen;
  if (globalPooling.has(kind)) return all(seen);
  if (reshaping.has(kind)) return reshaped(seen, output);
  if (merging.has(kind) || (kind === "Concatenate" && alongChannels(inputs, output))) return merged(before);
  if (seen.flat) return null;
  if (kind === "ZeroPadding2D") return moved(seen, sides(layer, "padding"), 1);
  if (kind === "Cropping2D") return moved(seen, sides(layer, "cropping"), -1);
  if (kind === "Subsampling2D") return slid(subsampling, seen);
  return windowed.has(kind) ? slid(layer.getConfig(), seen) : null;
}

const fullyConnected: ReadonlySet<string> = new Set(["Dense", "RadialBasis"]);

/** Kinds with a window that moves over the image, which their config tells in Keras's words. */
const windowed: ReadonlySet<string> = new Set([
  ...pooling,
  "Conv1D",
  "Conv2D",
  "Conv3D",
  "DepthwiseConv2D",
  "GroupedConv2D",
  "PartialConv2D",
  "SeparableConv2D",
]);

/** LeNet-5's: its window has one size only, and its config does not tell it. */
const subsampling: WindowConfig = { poolSize: 2, strides: 2 };

function slid(
  { kernelSize, poolSize, strides, padding = "valid", dilationRate }: WindowConfig,
  seen: Seen,
): Seen {
  const axes = seen.axes.map((field, axis) =>
    through(field, {
      kernel: along(kernelSize ?? poolSize, axis),
      stride: along(strides, axis),
      padding,
      dilation: along(dilationRate, axis),
    }),
  );
  return { axes, flat: false };
}

interface WindowConfig {
  kernelSize?: number | number[];
  poolSize?: number | number[];
  strides?: number | number[];
  padding?: "same" | "valid";
  dilationRate?: number | number[];
}

/** One number for all axes, or one for each; 1 where nothing is said. */
function along(sizes: number | number[] | undefined | null, axis: number): number {
  return (Array.isArray(sizes) ? sizes[axis] : sizes) ?? 1;
}

function all({ axes }: Seen): Seen {
  return { axes: axes.map(whole), flat: false };
}

/** Each unit sees what all of them see along the axes over which it is normalized; along the channels' that is nothing new. */
function normalized(seen: Seen, layer: tf.layers.Layer, rank: number): Seen {
  const over = [layer.getConfig()["axis"] as number | number[]].flat().map((axis) => (axis + rank) % rank);
  const axes = seen.axes.map((field, axis) =>
    seen.flat || over.includes(axis + 1) ? { ...whole(field), units: field.units } : field,
  );
  return { ...seen, axes };
}

/** A vector's units have no places; a single unit has the same in any shape. */
function reshaped(seen: Seen, output: KnownShape): Seen | null {
  if (seen.axes.every(({ units }) => units === 1)) return seen;
  return output.length === 2 ? { ...seen, flat: true } : null;
}

function merged(before: Seen[]): Seen | null {
  if (before.some(({ flat }) => flat)) return null;
  const axes = (before[0] as Seen).axes.map((_, axis) =>
    union(before.map((seen) => seen.axes[axis] as Field)),
  );
  return axes.every((field): field is Field => field !== null) ? { axes, flat: false } : null;
}

/** Along another axis the units would change their places. */
function alongChannels([input]: KnownShape[], output: KnownShape): boolean {
  return output.slice(0, -1).every((size, axis) => size === input?.[axis]);
}

/** [[top, bottom], [left, right]]. */
function sides(layer: tf.layers.Layer, option: "padding" | "cropping"): [number, number][] {
  return layer.getConfig()[option] as [number, number][];
}

function moved(seen: Seen, added: [number, number][], sign: 1 | -1): Seen {
  const axes = seen.axes.map((field, axis) => {
    const [before, after] = added[axis] as [number, number];
    return padded(field, sign * before, sign * after);
  });
  return { axes, flat: false };
}
