import * as tf from "@tensorflow/tfjs";
import { convBlock, type Convolution, denseBlock, softmaxBlock } from "../layers/blocks";
import { dropRate, imageShape, integer, wholeNumber } from "../layers/checks";

/** Options of every network of the course. */
export interface NetworkOptions {
  /** [height, width, channels] of one image; [224, 224, 3] by default */
  inputShape?: [number, number, number];
  /** Length of the output; 10 by default */
  classes?: number;
  /** Batch norm between every hidden layer's weights and its ReLU; false by default */
  batchNorm?: boolean;
  /** Share of values dropped in training after each hidden dense layer; 0 by default, which adds no layer */
  dropout?: number;
  /** The same seed gives the same weights, whatever the engine; 1 by default */
  seed?: number;
}

/** A network without branches: stages of convolutions, each closed by 2 x 2 max-pooling, then dense layers. */
export interface PlainTable {
  name: string;
  stages: readonly (readonly Convolution[])[];
  /** Units of the hidden dense layers */
  hidden: readonly number[];
}

/**
 * Builds the network of a table: softmax over `classes` on top, layers named as Keras names VGG-16's (`block1_conv1`,
 * `block1_pool`, `flatten`, `fc1`, `predictions`). With batch norm the model's name ends in `_BN`.
 *
 * @returns a model [batch, height, width, channels] → [batch, classes]
 * @throws TypeError, RangeError if an option is out of its range or the image is too small for the stages
 */
export function plainNetwork(table: PlainTable, options: NetworkOptions = {}): tf.LayersModel {
  const { inputShape = [224, 224, 3], classes = 10, batchNorm = false, dropout = 0, seed = 1 } = options;
  wholeNumber("classes", classes);
  dropRate("dropout", dropout);
  integer("seed", seed);
  checkFits(table, imageShape("inputShape", inputShape));

  const image = tf.input({ shape: inputShape, name: "image" });
  let x = image;
  for (const [stage, convolutions] of table.stages.entries()) {
    const block = `block${stage + 1}`;
    for (const [index, convolution] of convolutions.entries()) {
      x = convBlock(x, `${block}_conv${index + 1}`, convolution, { batchNorm, seed });
    }
    x = tf.layers.maxPooling2d({ name: `${block}_pool`, poolSize: 2 }).apply(x) as tf.SymbolicTensor;
  }
  x = tf.layers.flatten({ name: "flatten" }).apply(x) as tf.SymbolicTensor;
  for (const [index, units] of table.hidden.entries()) {
    x = denseBlock(x, `fc${index + 1}`, { units, dropout }, { batchNorm, seed });
  }
  const probabilities = softmaxBlock(x, "predictions", classes, { seed });
  return tf.model({
    inputs: image,
    outputs: probabilities,
    name: batchNorm ? `${table.name}_BN` : table.name,
  });
}

function checkFits(table: PlainTable, [height, width, channels]: [number, number, number]): void {
  const smallest = smallestInput(table);
  if (Math.min(height, width) >= smallest) return;
  throw new RangeError(
    `inputShape is [${height}, ${width}, ${channels}]: too small for ${table.name}, which leaves nothing of the image. ` +
      `The smallest that fits is [${smallest}, ${smallest}, ${channels}].`,
  );
}

/** Side of the smallest image of which something is left after the last pooling: the stages walked backwards. */
function smallestInput({ stages }: PlainTable): number {
  return stages.reduceRight((side, convolutions) => convolutions.reduceRight(inputSide, 2 * side), 1);
}

/** Side of the smallest input for which a convolution gives an output of this side. */
function inputSide(outputSide: number, { kernelSize, strides = 1, padding = "same" }: Convolution): number {
  return (outputSide - 1) * strides + (padding === "valid" ? kernelSize : 1);
}
