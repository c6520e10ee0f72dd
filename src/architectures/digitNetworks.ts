import type * as tf from "@tensorflow/tfjs";
import { heNormal } from "../layers/initializers";
import type { NetworkOptions } from "./options";
import { plainNetwork, type PlainTable } from "./plainNetwork";
import type { Convolution } from "../layers/blocks";

/*
 * The course's three topologies for handwritten digits of 32 x 32: every layer has an eighth of its filters or units, so
 * that six trainings take minutes. Parameters and MACs keep the order of the originals.
 */

const hidden = [{ units: 512 }, { units: 512 }];

/**
 * The course's AlexNet begins with 11 x 11 at strides 4 on 224 x 224; on an image a seventh as wide that is 7 x 7 at
 * strides 2. Its second pooling is left out: a digit is 8 x 8 before it, as the course's image is after it.
 */
const alexNet: PlainTable = {
  name: "AlexNet_digits",
  stages: [
    // 32 x 32 x 1
    [{ filters: 12, kernelSize: 7, strides: 2 }],
    // 8 x 8 x 12
    [
      { filters: 32, kernelSize: 5 },
      { filters: 48, kernelSize: 3, padding: "valid" },
      { filters: 48, kernelSize: 3, padding: "valid" },
      { filters: 32, kernelSize: 3, padding: "valid" },
    ],
    // 1 x 1 x 32
  ],
  hidden,
};

/** VGG's configuration D, which halves 32 x 32 five times down to a single position, with kernels of one size. */
function configurationD(name: string, kernelSize: number): PlainTable {
  const convolution = (filters: number): Convolution => ({ filters, kernelSize });
  return {
    name,
    stages: [
      // 32 x 32 x 1
      [8, 8].map(convolution),
      // 16 x 16 x 8
      [16, 16].map(convolution),
      // 8 x 8 x 16
      [32, 32, 32].map(convolution),
      // 4 x 4 x 32
      [64, 64, 64].map(convolution),
      // 2 x 2 x 64
      [64, 64, 64].map(convolution),
      // 1 x 1 x 64
    ],
    hidden,
  };
}

/**
 * The course's AlexNet at an eighth of its width: 343,426 parameters, 1,933,312 MACs.
 *
 * @param options see NetworkOptions; `inputShape` is [32, 32, 1] by default
 * @returns a model [batch, 32, 32, 1] → [batch, 10], its weights drawn by He's rule
 */
export function digitAlexNet(options: NetworkOptions = {}): tf.LayersModel {
  return digitNetwork(alexNet, options);
}

/**
 * VGG-16 at an eighth of its width: 531,490 parameters, 5,239,808 MACs.
 *
 * @param options see NetworkOptions; `inputShape` is [32, 32, 1] by default
 * @returns a model [batch, 32, 32, 1] → [batch, 10], its weights drawn by He's rule
 */
export function digitVgg16(options: NetworkOptions = {}): tf.LayersModel {
  return digitNetwork(configurationD("VGG-16_digits", 3), options);
}

/**
 * CNN_5x5_Net at an eighth of its width: 940,194 parameters, 14,021,632 MACs.
 *
 * @param options see NetworkOptions; `inputShape` is [32, 32, 1] by default
 * @returns a model [batch, 32, 32, 1] → [batch, 10], its weights drawn by He's rule
 */
export function digitCnn5x5(options: NetworkOptions = {}): tf.LayersModel {
  return digitNetwork(configurationD("CNN_5x5_Net_digits", 5), options);
}

/**
 * He et al. 2015 (arXiv:1502.01852, equation 10): behind a ReLU weights need twice Glorot's variance. With Glorot's a signal
 * loses half of its strength in every layer, and thirteen of them in a row are slow to begin learning.
 */
function digitNetwork(table: PlainTable, options: NetworkOptions): tf.LayersModel {
  const trainable = { ...table, initializer: heNormal };
  return plainNetwork(trainable, options, { inputShape: [32, 32, 1] });
}
