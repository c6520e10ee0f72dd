import * as tf from "@tensorflow/tfjs";
import { dropRate, integer, wholeNumber } from "./checks";
import { glorotUniform } from "./initializers";
import { streamSeed } from "./random";

/** What all layers of one network share. */
export interface BlockOptions {
  /** Batch normalization between the weights and the ReLU, as in Ioffe and Szegedy 2015, section 3.2. */
  batchNorm: boolean;
  /** The network's seed; each layer draws its own stream from it and its name. */
  seed: number;
}

/** One convolution as a paper's table gives it. */
export interface Convolution {
  filters: number;
  kernelSize: number;
  /** 1 by default */
  strides?: number;
  /** "same" by default: zeros around the image keep its size (at strides 1) */
  padding?: "same" | "valid";
}

/**
 * Convolution → [batch norm] → ReLU. Layers are named as in Keras: `name`, `name_bn`, `name_relu`; without batch norm the
 * ReLU is the convolution's own activation.
 *
 * @param x [batch, height, width, channels] → [batch, height', width', filters]
 * @throws RangeError if a number of the table is not a whole number of at least 1 or the kernel does not fit into `x`
 */
export function convBlock(
  x: tf.SymbolicTensor,
  name: string,
  { filters, kernelSize, strides = 1, padding = "same" }: Convolution,
  options: BlockOptions,
): tf.SymbolicTensor {
  wholeNumber(`${name}: filters`, filters);
  wholeNumber(`${name}: kernelSize`, kernelSize);
  wholeNumber(`${name}: strides`, strides);
  if (padding === "valid") checkKernelFits(name, kernelSize, x);
  const layer = (activation: "relu" | "linear") =>
    tf.layers.conv2d({ name, filters, kernelSize, strides, padding, activation, ...weights(name, options) });
  return withRelu(x, name, layer, options);
}

/**
 * Dense → [batch norm] → ReLU → [dropout], named `name`, `name_bn`, `name_relu`, `name_dropout`.
 *
 * @param x [batch, inputs] → [batch, units]
 * @param dropout share of the values dropped in training; 0 adds no layer
 * @throws RangeError if `units` is not a whole number of at least 1 or `dropout` is outside [0, 1)
 */
export function denseBlock(
  x: tf.SymbolicTensor,
  name: string,
  { units, dropout = 0 }: { units: number; dropout?: number },
  options: BlockOptions,
): tf.SymbolicTensor {
  wholeNumber(`${name}: units`, units);
  dropRate(`${name}: dropout`, dropout);
  const layer = (activation: "relu" | "linear") =>
    tf.layers.dense({ name, units, activation, ...weights(name, options) });
  const active = withRelu(x, name, layer, options);
  if (dropout === 0) return active;
  // Without a seed of its own: TF.js would drop the same values at every step.
  return tf.layers.dropout({ name: `${name}_dropout`, rate: dropout }).apply(active) as tf.SymbolicTensor;
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
  options: Pick<BlockOptions, "seed">,
): tf.SymbolicTensor {
  const units = wholeNumber("classes", classes);
  const layer = tf.layers.dense({ name, units, activation: "softmax", ...weights(name, options) });
  return layer.apply(x) as tf.SymbolicTensor;
}

function checkKernelFits(name: string, kernelSize: number, x: tf.SymbolicTensor): void {
  const [, height, width] = x.shape;
  const room = Math.min(height ?? Infinity, width ?? Infinity);
  if (kernelSize <= room) return;
  throw new RangeError(
    `${name}: kernelSize is ${kernelSize}, larger than the layer's input of ${height} x ${width}: ` +
      `give at most ${room}, padding "same" or a larger image.`,
  );
}

function withRelu(
  x: tf.SymbolicTensor,
  name: string,
  layer: (activation: "relu" | "linear") => tf.layers.Layer,
  { batchNorm }: BlockOptions,
): tf.SymbolicTensor {
  if (!batchNorm) return layer("relu").apply(x) as tf.SymbolicTensor;
  const normalized = tf.layers.batchNormalization({ name: `${name}_bn` }).apply(layer("linear").apply(x));
  return tf.layers.reLU({ name: `${name}_relu` }).apply(normalized) as tf.SymbolicTensor;
}

function weights(name: string, { seed }: Pick<BlockOptions, "seed">) {
  return { kernelInitializer: glorotUniform(streamSeed(integer("seed", seed), name)) };
}
