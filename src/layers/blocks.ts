import * as tf from "@tensorflow/tfjs";
import { dropRate, integer, wholeNumber, windowFits } from "../arguments/checks";
import { groupedConv2d } from "./groupedConv2d";
import { glorotUniform, type Initializer } from "./initializers";
import { streamSeed } from "./random";
import { seededDropout } from "./seededDropout";

/** Settings of batch normalization. */
export interface BatchNorm {
  /**
   * Share of the old moving statistics that a training step keeps; 0.9 by default, as in PyTorch. Keras's 0.99 follows
   * the last hundreds of steps: after a short training the statistics are still the ones of the start.
   */
  momentum?: number;
  /** Added to the variance; 0.001 by default, as in Keras */
  epsilon?: number;
}

/** How a network's layers get their weights. */
export interface WeightOptions {
  /** The network's seed; each layer draws its own stream from it and its name. */
  seed: number;
  /** How kernels are drawn, from the layer's own seed; Glorot uniform by default, as in Keras */
  initializer?: (seed: number) => Initializer;
}

/** What all layers of one network share. */
export interface BlockOptions extends WeightOptions {
  /** Batch normalization between the weights and the activation, as in Ioffe and Szegedy 2015, section 3.2. */
  batchNorm: boolean | BatchNorm;
  /** Whether convolutions and dense layers have a bias; true by default. Batch norm's beta can take its place. */
  bias?: boolean;
}

/** "relu6" is the ReLU cut at 6; "linear" leaves the values as they are. */
export type Activation = "relu" | "relu6" | "linear";

/** One convolution as a paper's table gives it. */
export interface Convolution {
  filters: number;
  kernelSize: number;
  /** 1 by default */
  strides?: number;
  /**
   * "same" by default: zeros around the image keep its size (at strides 1). A number: so many zeros on each side, as
   * in Caffe and PyTorch; at strides 2 Keras's "same" puts them elsewhere.
   */
  padding?: "same" | "valid" | number;
  /** Parts of the channels and of the filters, each part by itself; 1 by default */
  groups?: number;
  /** What the biases start at; 0 by default */
  biasStart?: number;
  /** "relu" by default */
  activation?: Activation;
}

/** One dense layer as a paper's table gives it. */
export interface Dense {
  units: number;
  /** Share of the values dropped in training; 0 by default, which adds no layer */
  dropout?: number;
  /** What the biases start at; 0 by default */
  biasStart?: number;
}

/**
 * [zero padding] → convolution → [batch norm] → [ReLU]. Layers are named as in Keras: `name_pad`, `name`, `name_bn`,
 * `name_relu`; without batch norm the ReLU is the convolution's own activation.
 *
 * @param x [batch, height, width, channels] → [batch, height', width', filters]
 * @throws RangeError if a number of the table is not a whole number in its range, if `groups` does not divide the
 *   channels and the filters or if the kernel does not fit into `x`
 */
export function convBlock(
  x: tf.SymbolicTensor,
  name: string,
  convolution: Convolution,
  options: BlockOptions,
): tf.SymbolicTensor {
  const { filters, kernelSize, strides = 1, groups = 1, biasStart, activation = "relu" } = convolution;
  wholeNumber(`${name}: filters`, filters);
  wholeNumber(`${name}: kernelSize`, kernelSize);
  wholeNumber(`${name}: strides`, strides);
  const { padded, rest } = padWith(x, name, convolution);
  if (rest === "valid") {
    windowFits(`${name}: kernelSize`, [kernelSize, kernelSize], padded.shape.slice(1, 3));
  }
  const layer = (activation: Activation) => {
    const config = { name, filters, kernelSize, strides, padding: rest, activation };
    const all = { ...config, ...weights(name, biasStart, options) };
    return groups === 1 ? tf.layers.conv2d(all) : groupedConv2d({ ...all, groups });
  };
  return normalized(padded, name, layer, activation, options);
}

/**
 * Dense → [batch norm] → ReLU → [dropout], named `name`, `name_bn`, `name_relu`, `name_dropout`.
 *
 * @param x [batch, inputs] → [batch, units]
 * @throws RangeError if `units` is not a whole number of at least 1 or `dropout` is outside [0, 1)
 */
export function denseBlock(
  x: tf.SymbolicTensor,
  name: string,
  { units, dropout = 0, biasStart }: Dense,
  options: BlockOptions,
): tf.SymbolicTensor {
  wholeNumber(`${name}: units`, units);
  const layer = (activation: Activation) =>
    tf.layers.dense({ name, units, activation, ...weights(name, biasStart, options) });
  return dropoutBlock(normalized(x, name, layer, "relu", options), name, dropout, options.seed);
}

/**
 * Dropout behind the layer `name`, named `name_dropout`; a rate of 0 adds no layer.
 *
 * @param x any shape [batch, …]; the result has the same
 * @param seed the network's: with the layer's name it decides the masks, unless `fit` does
 * @throws RangeError if `rate` is outside [0, 1) or `seed` is not an integer
 */
export function dropoutBlock(
  x: tf.SymbolicTensor,
  name: string,
  rate: number,
  seed: number,
): tf.SymbolicTensor {
  if (dropRate(`${name}: dropout`, rate) === 0) return x;
  return seededDropout({ name: `${name}_dropout`, rate }, seed).apply(x) as tf.SymbolicTensor;
}

/**
 * The output layer: class probabilities.
 *
 * @param x [batch, inputs] → [batch, classes]
 * @throws RangeError if `classes` is not a whole number of at least 1
 */
export function softmaxBlock(
  x: tf.SymbolicTensor,
  name: string,
  classes: number,
  options: WeightOptions,
): tf.SymbolicTensor {
  const units = wholeNumber("classes", classes);
  const layer = tf.layers.dense({ name, units, activation: "softmax", ...weights(name, 0, options) });
  return layer.apply(x) as tf.SymbolicTensor;
}

/** A number of zeros becomes "same" where that is the same, else a layer of its own. */
function padWith(
  x: tf.SymbolicTensor,
  name: string,
  { kernelSize, strides = 1, padding = "same" }: Convolution,
): { padded: tf.SymbolicTensor; rest: "same" | "valid" } {
  if (typeof padding === "string") return { padded: x, rest: padding };
  wholeNumber(`${name}: padding`, padding, 0);
  if (padding === 0) return { padded: x, rest: "valid" };
  if (strides === 1 && 2 * padding === kernelSize - 1) return { padded: x, rest: "same" };
  const layer = tf.layers.zeroPadding2d({ name: `${name}_pad`, padding });
  return { padded: layer.apply(x) as tf.SymbolicTensor, rest: "valid" };
}

/** A layer with weights → [batch norm] → [activation]; without batch norm the activation is the layer's own. */
export function normalized(
  x: tf.SymbolicTensor,
  name: string,
  layer: (activation: Activation) => tf.layers.Layer,
  activation: Activation,
  { batchNorm }: BlockOptions,
): tf.SymbolicTensor {
  if (!batchNorm) return layer(activation).apply(x) as tf.SymbolicTensor;
  const { momentum = 0.9, epsilon = 1e-3 } = batchNorm === true ? {} : batchNorm;
  const scaled = tf.layers
    .batchNormalization({ name: `${name}_bn`, momentum, epsilon })
    .apply(layer("linear").apply(x)) as tf.SymbolicTensor;
  if (activation === "linear") return scaled;
  const limit = activation === "relu6" && { maxValue: 6 };
  return tf.layers.reLU({ name: `${name}_relu`, ...limit }).apply(scaled) as tf.SymbolicTensor;
}

/** The part of a layer's configuration that says how it gets its weights. */
export function weights(
  name: string,
  biasStart = 0,
  { seed, initializer = glorotUniform, bias = true }: WeightOptions & { bias?: boolean },
) {
  return {
    useBias: bias,
    kernelInitializer: initializer(streamSeed(integer("seed", seed), name)),
    ...(biasStart !== 0 && { biasInitializer: tf.initializers.constant({ value: biasStart }) }),
  };
}
