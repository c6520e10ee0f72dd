import * as tf from "@tensorflow/tfjs";
import { connectionsOf, type ConnectionTable } from "../layers/connectionTable";
import { lecunUniform1998 } from "../layers/lecunUniform1998";
import { partialConv2d } from "../layers/partialConv2d";
import { radialBasis } from "../layers/radialBasis";
import { streamSeed } from "../layers/random";
import { scaledTanh } from "../layers/scaledTanh";
import { subsampling2d } from "../layers/subsampling2d";
import { checkNames } from "../arguments/optionNames";
import type { Architecture } from "./architecture";
import { digitTargets } from "./leNetTargets";
import { completed, type NetworkOptions } from "./options";
import { plainNetwork, type PlainTable } from "./plainNetwork";

/** Which of S2's 6 maps (rows) each of C3's 16 maps (columns) sees: the paper's table I. */
export const leNet5Table: ConnectionTable = [
  [1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1],
  [1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1],
  [1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1],
  [0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1],
  [0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1],
  [0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1],
];

/** Side of all windows of convolutions. */
const kernelSize = 5;

/**
 * LeNet-5 as in 1998 (LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document Recognition",
 * Proceedings of the IEEE 86(11), section II.B and figure 2): 60,000 trainable parameters in 340,908 connections.
 *
 * The output is not probabilities but ten distances: the smallest is the class, `model.predict(images).argMin(1)`. So
 * `fit` and `evaluate`, which are for probabilities, refuse it: to train, compile it with `leNet5Mse` or `leNet5Map(j)`
 * as the loss and call its own `fit`. The paper feeds images with the background at -0.1 and the ink at 1.175: of MNIST's
 * `images` that is `images.mul(1.275).sub(0.1)`.
 *
 * Weights start as in the paper's appendix A, uniform on ±2.4 / F with F the inputs of a unit. It says nothing of biases:
 * these start at 0. The targets' bitmaps are our own drawings.
 *
 * @param options.inputShape only [32, 32, 1], its default
 * @param options.seed the same seed gives the same weights, whatever the engine; 1 by default
 * @returns a model [batch, 32, 32, 1] → [batch, 10], squared distances to the digits' targets
 * @throws RangeError if `inputShape` is another or `seed` is not an integer, TypeError if `inputShape` is no list of three
 *   or an option is unknown
 */
export function leNet5(options: Pick<NetworkOptions, "inputShape" | "seed"> = {}): tf.LayersModel {
  checkNames("LeNet-5", options, ["inputShape", "seed"]);
  const { inputShape, seed } = completed("LeNet-5", options, { inputShape: [32, 32, 1] });
  checkImage(inputShape);
  const drawn = (name: string, fanIn: number | number[]) => lecunUniform1998(streamSeed(seed, name), fanIn);
  const convolution = (name: string, filters: number, fanIn: number) =>
    tf.layers.conv2d({ name, filters, kernelSize, kernelInitializer: drawn(name, fanIn) });
  const squashing = (name: string) => scaledTanh({ name: `${name}_squash` });
  const subsampling = (name: string) => subsampling2d({ name, coefficientInitializer: drawn(name, 4) });

  const image = tf.input({ shape: inputShape, name: "image" });
  const layers = [
    convolution("C1", 6, 5 * 5),
    squashing("C1"), // 28 x 28 x 6
    subsampling("S2"), // 14 x 14 x 6
    partialConv2d({
      ...{ name: "C3", kernelSize, table: leNet5Table },
      kernelInitializer: drawn("C3", fanInsOfC3()),
    }),
    squashing("C3"), // 10 x 10 x 16
    subsampling("S4"), // 5 x 5 x 16
    convolution("C5", 120, 5 * 5 * 16),
    squashing("C5"), // 1 x 1 x 120
    tf.layers.flatten({ name: "flatten" }),
    tf.layers.dense({ name: "F6", units: 84, kernelInitializer: drawn("F6", 120) }),
    squashing("F6"), // 84
    radialBasis({ name: "output", targets: digitTargets }), // 10
  ];
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
  return tf.model({ inputs: image, outputs, name: "LeNet-5" });
}

/** For each of C3's 60 connections the inputs of a unit of its map: a window of 3, 4 or 6 maps. */
function fanInsOfC3(): number[] {
  const inputs = (map: number) => leNet5Table.filter((row) => row[map] === 1).length;
  return connectionsOf(leNet5Table).map(({ output }) => kernelSize * kernelSize * inputs(output));
}

function checkImage(inputShape: [number, number, number]): void {
  const [height, width, channels] = inputShape;
  if (height === 32 && width === 32 && channels === 1) return;
  const why =
    Math.min(height, width) < 32
      ? "in a smaller image S4 has no whole 5 x 5 left for C5's window, which fits from [32, 32, 1] on"
      : Math.max(height, width) > 32
        ? "over a larger image C5 would be a map, not one position, and F6's weights would no longer be the paper's"
        : "the paper's image has one channel";
  throw new RangeError(
    `inputShape is [${inputShape.join(", ")}]: LeNet-5 takes [32, 32, 1] only; ${why}. ` +
      "Bring images to 32 x 32 x 1 (MNIST comes so from mnist({ size: 32 })), or use leNet5Modern.",
  );
}

/** The course's homework, "Neural network example" (after Andrew Ng's course), with the parameters that it has. */
const modern: PlainTable = {
  name: "LeNet-5_modern",
  stages: [
    // 32 x 32 x 3
    [{ filters: 8, kernelSize, padding: "valid" }],
    // 14 x 14 x 8
    [{ filters: 16, kernelSize, padding: "valid" }],
    // 5 x 5 x 16
  ],
  hidden: [{ units: 120 }, { units: 84 }],
};

/**
 * LeNet-5 as it is taught today, after the course's homework table: ReLU, max pooling and softmax, colour images and 8
 * maps in the first layer; 62,958 parameters.
 *
 *     layer   printed in the course               is
 *     CONV1   208 = (5·5 + 1)·8                   (5·5·3 + 1)·8 = 608: a kernel spans all 3 channels
 *     CONV2   416 = (5·5 + 1)·16                  (5·5·8 + 1)·16 = 3,216: all 8 maps
 *     FC3     48,001 = 400·120 + 1                400·120 + 120 = 48,120: a bias for each unit, not for the layer
 *     FC4     10,081 = 120·84 + 1                 120·84 + 84 = 10,164
 *     Softmax 841 = 84·10 + 1                     84·10 + 10 = 850
 *
 * @param options see NetworkOptions; `inputShape` is [32, 32, 3] by default
 * @returns a model [batch, 32, 32, 3] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 16 x 16
 */
export function leNet5Modern(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(modern, options, { inputShape: [32, 32, 3] });
}

export const leNetRows: readonly Architecture[] = [
  {
    name: "LeNet-5",
    title: "LeNet-5 as of 1998",
    year: 1998,
    paper: "https://doi.org/10.1109/5.726791",
    build: () => leNet5(),
    params: 60_840,
    trainable: 60_000,
    macs: 325_680,
  },
  {
    name: "LeNet-5_modern",
    title: "LeNet-5 with ReLU and max pooling, as it is taught",
    year: 2017,
    paper: "Homework of the course, after A. Ng, Convolutional Neural Networks (Coursera)",
    build: () => leNet5Modern(),
    params: 62_958,
    trainable: 62_958,
    macs: 849_320,
  },
];
