import type * as tf from "@tensorflow/tfjs";
import type { Draw, Growth } from "../growth";

/** A kind of layer that a random model may have, by TF.js's class name. */
export interface Kind {
  name: string;
  /** Adds one such layer, and what it needs to have an input. */
  add: (growth: Growth) => void;
  /** Whether it reads the mask that TF.js hands on, and whether it can do anything with one of a sequence. */
  mask?: "reads" | "suffers";
}

/** A kind of layer with one input and one output, of which it knows the shape: it may lie in others, too. */
export interface SimpleKind {
  name: string;
  /** Ranks of input it takes, without the batch */
  ranks: readonly number[];
  fits?: (shape: readonly number[]) => boolean;
  layer: (draw: Draw, shape: readonly number[]) => tf.layers.Layer;
  mask?: "suffers";
}

export function simple({ name, ranks, fits, layer, mask }: SimpleKind): Kind {
  return {
    name,
    ...(mask && { mask }),
    add(growth) {
      const value = growth.take(growth.random.pick(ranks), fits);
      growth.apply(layer(growth, value.shape), [value]);
    },
  };
}

export const activations = [
  "elu",
  "gelu",
  "gelu_new",
  "hardSigmoid",
  "linear",
  "logSoftmax",
  "mish",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "softmax",
  "softplus",
  "softsign",
  "swish",
  "tanh",
] as const;

export type Activation = Parameters<typeof tf.layers.activation>[0]["activation"];

/** Any activation. */
export function anyActivation({ random }: Draw): { activation: Activation } {
  return { activation: random.pick(activations) as Activation };
}

/** Often an activation, often no bias. */
export function activationAndBias(draw: Draw): { activation?: Activation; useBias?: boolean } {
  return {
    ...(draw.random.chance(0.6) && anyActivation(draw)),
    ...(draw.random.chance(0.3) && { useBias: false }),
  };
}

/** A layer that takes images or volumes in either layout: the sizes of a shape in the drawn one. */
export function drawLayout({ random }: Draw, shape: readonly number[]): Layout {
  return random.chance(0.25)
    ? { channels: shape[0] as number, sides: shape.slice(1), format: { dataFormat: "channelsFirst" } }
    : channelsLast(shape);
}

export function channelsLast(shape: readonly number[]): Layout {
  return { channels: shape.at(-1) as number, sides: shape.slice(0, -1), format: {} };
}

interface Layout {
  channels: number;
  sides: number[];
  /** TF.js's option, left out where it is the default */
  format: { dataFormat?: "channelsFirst" };
}

/**
 * How far a window may move. In three dimensions TF.js takes "same" for a padding below zero where windows leave gaps, and
 * shifts them; TensorFlow does not.
 */
export function longestStride(dimensions: number, padding: Padding, windowSize: number): number {
  return dimensions === 3 && padding === "same" ? Math.min(3, windowSize) : 3;
}

type Padding = "same" | "valid";

/** A size for each side. */
type Sizes = [number] | [number, number] | [number, number, number];

/** A window that fits, with strides or dilation or neither (TF.js has no convolution with both). */
export function drawWindow(
  { random }: Draw,
  sides: readonly number[],
  { dilated = true } = {},
): { kernelSize: number[]; strides: number[]; dilationRate: Sizes; padding: Padding } {
  const padding: Padding = random.pick(["same", "valid"]);
  const kernelSize = sides.map((side) => random.whole(1, padding === "same" ? 4 : Math.min(side, 4)));
  const strided = random.chance(0.4);
  const spread = dilated && !strided && random.chance(0.5);
  return {
    padding,
    kernelSize,
    strides: kernelSize.map((size) =>
      strided ? random.whole(1, longestStride(sides.length, padding, size)) : 1,
    ),
    dilationRate: sides.map((side, i) => {
      const steps = (kernelSize[i] as number) - 1;
      const room = padding === "same" || steps === 0 ? 3 : Math.floor((side - 1) / steps);
      return spread ? random.whole(1, Math.min(3, room)) : 1;
    }) as Sizes,
  };
}
