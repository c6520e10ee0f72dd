import * as tf from "@tensorflow/tfjs";
import { convBlock, type Convolution, denseBlock, softmaxBlock } from "../layers/blocks";
import type { Initializer } from "../layers/initializers";
import { checkFits, completed, type NetworkOptions } from "./options";

/** A network without branches: stages of convolutions, each closed by 2 x 2 max-pooling, then dense layers. */
export interface PlainTable {
  name: string;
  stages: readonly (readonly Convolution[])[];
  /** Units of the hidden dense layers */
  hidden: readonly number[];
  /** How kernels are drawn, from each layer's own seed; Glorot uniform by default, as in Keras */
  initializer?: (seed: number) => Initializer;
  /** Share of the old moving statistics that a training step keeps; 0.99 by default, as in Keras */
  batchNormMomentum?: number;
}

/**
 * Builds the network of a table: softmax over `classes` on top, layers named as Keras names VGG-16's (`block1_conv1`,
 * `block1_pool`, `flatten`, `fc1`, `predictions`). With batch norm the model's name ends in `_BN`.
 *
 * @returns a model [batch, height, width, channels] → [batch, classes]
 * @throws TypeError, RangeError if an option is out of its range or the image is too small for the stages
 */
export function plainNetwork(table: PlainTable, options: NetworkOptions = {}): tf.LayersModel {
  const { inputShape, classes, batchNorm, dropout, seed } = completed(options);
  checkFits(table.name, inputShape, smallestInput(table));
  const drawn = { seed, initializer: table.initializer };
  const blocks = { ...drawn, batchNorm: batchNorm && { momentum: table.batchNormMomentum } };

  const image = tf.input({ shape: inputShape, name: "image" });
  let x = image;
  for (const [stage, convolutions] of table.stages.entries()) {
    const block = `block${stage + 1}`;
    for (const [index, convolution] of convolutions.entries()) {
      x = convBlock(x, `${block}_conv${index + 1}`, convolution, blocks);
    }
    x = tf.layers.maxPooling2d({ name: `${block}_pool`, poolSize: 2 }).apply(x) as tf.SymbolicTensor;
  }
  x = tf.layers.flatten({ name: "flatten" }).apply(x) as tf.SymbolicTensor;
  for (const [index, units] of table.hidden.entries()) {
    x = denseBlock(x, `fc${index + 1}`, { units, dropout }, blocks);
  }
  const probabilities = softmaxBlock(x, "predictions", classes, drawn);
  return tf.model({
    inputs: image,
    outputs: probabilities,
    name: batchNorm ? `${table.name}_BN` : table.name,
  });
}

/** Side of the smallest image of which something is left after the last pooling: the stages walked backwards. */
function smallestInput({ stages }: PlainTable): number {
  return stages.reduceRight((side, convolutions) => convolutions.reduceRight(inputSide, 2 * side), 1);
}

/** Side of the smallest input for which a convolution gives an output of this side. */
function inputSide(outputSide: number, { kernelSize, strides = 1, padding = "same" }: Convolution): number {
  return (outputSide - 1) * strides + (padding === "valid" ? kernelSize : 1);
}
