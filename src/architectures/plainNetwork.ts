import * as tf from "@tensorflow/tfjs";
import { convBlock, type Convolution, type Dense, denseBlock, softmaxBlock } from "../layers/blocks";
import type { Initializer } from "../layers/initializers";
import { localResponseNormalization } from "../layers/localResponseNormalization";
import { imageNetwork } from "./imageNetwork";
import { completed, type NetworkOptions } from "./options";

/** Every max-pooling halves the image, whatever its window. */
export const poolStrides = 2;

/** Layers without branches: stages of convolutions, each closed by max-pooling at strides 2, then dense layers. */
export interface PlainLayers {
  stages: readonly (readonly PlainConvolution[])[];
  /** Side of the max-pooling's window; 2 by default. Larger ones overlap. */
  poolSize?: number;
  /** Whether the last stage too is closed by max-pooling; true by default */
  lastPool?: boolean;
  /** The hidden dense layers; dropout is an option of the network */
  hidden: readonly Omit<Dense, "dropout">[];
  /** How kernels are drawn, from each layer's own seed; Glorot uniform by default, as in Keras */
  initializer?: (seed: number) => Initializer;
}

/** A network of such layers. */
export interface PlainTable extends PlainLayers {
  name: string;
}

interface PlainConvolution extends Convolution {
  /** Local response normalization after the ReLU, with AlexNet's constants; none by default */
  lrn?: boolean;
}

/**
 * Builds the network of a table: softmax over `classes` on top, layers named as Keras names VGG-16's (`block1_conv1`,
 * `block1_pool`, `flatten`, `fc1`, `predictions`). With batch norm the model's name ends in `_BN`.
 *
 * @param own the network's own defaults, where they differ from NetworkOptions'
 * @returns a model [batch, height, width, channels] → [batch, classes]
 * @throws TypeError, RangeError if an option is out of its range or the image is too small for the stages
 */
export function plainNetwork(
  table: PlainTable,
  options: NetworkOptions = {},
  own: NetworkOptions = {},
): tf.LayersModel {
  const settings = completed(table.name, options, own);
  return imageNetwork(table.name, settings, smallestInput(table), (image) =>
    plainLayers(image, table, settings),
  );
}

/**
 * The layers of `plainNetwork`.
 *
 * @param image [batch, height, width, channels] → [batch, classes]
 */
export function plainLayers(
  image: tf.SymbolicTensor,
  { stages, hidden, poolSize = 2, lastPool = true, initializer }: PlainLayers,
  { classes, batchNorm, dropout, seed }: Required<NetworkOptions>,
): tf.SymbolicTensor {
  const drawn = { seed, initializer };
  const blocks = { ...drawn, batchNorm };

  let x = image;
  for (const [stage, convolutions] of stages.entries()) {
    const block = `block${stage + 1}`;
    for (const [index, convolution] of convolutions.entries()) {
      const name = `${block}_conv${index + 1}`;
      x = convBlock(x, name, convolution, blocks);
      if (convolution.lrn) x = applied(localResponseNormalization({ name: `${name}_lrn` }), x);
    }
    if (lastPool || stage < stages.length - 1)
      x = applied(tf.layers.maxPooling2d({ name: `${block}_pool`, poolSize, strides: poolStrides }), x);
  }
  x = applied(tf.layers.flatten({ name: "flatten" }), x);
  for (const [index, dense] of hidden.entries()) {
    x = denseBlock(x, `fc${index + 1}`, { ...dense, dropout }, blocks);
  }
  return softmaxBlock(x, "predictions", classes, drawn);
}

function applied(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}

/** Side of the smallest image of which something is left after the last pooling: the stages walked backwards. */
export function smallestInput({ stages, poolSize = 2, lastPool = true }: PlainLayers): number {
  const pooledFrom = (side: number) => poolStrides * (side - 1) + poolSize;
  return stages.reduceRight((side, convolutions, stage) => {
    const pooled = lastPool || stage < stages.length - 1;
    return convolutions.reduceRight(inputSide, pooled ? pooledFrom(side) : side);
  }, 1);
}

/** Side of the smallest input for which a convolution gives an output of this side. */
function inputSide(outputSide: number, { kernelSize, strides = 1, padding = "same" }: Convolution): number {
  const smallest = (outputSide - 1) * strides;
  if (padding === "same") return smallest + 1;
  return smallest + kernelSize - 2 * (padding === "valid" ? 0 : padding);
}
