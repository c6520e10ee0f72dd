import type * as tf from "@tensorflow/tfjs";
import { type NetworkOptions, plainNetwork, type PlainTable } from "./plainNetwork";

/** Filters by stage: configuration D of Simonyan and Zisserman 2015 (arXiv:1409.1556), table 1. */
const configurationD = [
  // 224 x 224 x 3
  [64, 64],
  // 112 x 112 x 64
  [128, 128],
  // 56 x 56 x 128
  [256, 256, 256],
  // 28 x 28 x 256
  [512, 512, 512],
  // 14 x 14 x 512
  [512, 512, 512],
  // 7 x 7 x 512
];

function vgg(name: string, configuration: readonly number[][], kernelSize: number): PlainTable {
  const stages = configuration.map((stage) => stage.map((filters) => ({ filters, kernelSize })));
  return { name, stages, hidden: [4096, 4096] };
}

/**
 * VGG-16 (arXiv:1409.1556, table 1, column D): 134,301,514 parameters at 224 x 224 x 3 and 10 classes, 138,357,544 with
 * the paper's 1,000.
 *
 * @param options see NetworkOptions; batch norm comes after every convolution and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 32 x 32
 */
export function vgg16(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(vgg("VGG-16", configurationD, 3), options);
}

/**
 * The course's CNN_5x5_Net: VGG-16 with kernels of 5 x 5 instead of 3 x 3; 160,453,450 parameters at 224 x 224 x 3 and
 * 10 classes.
 *
 * @param options see NetworkOptions; batch norm comes after every convolution and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 32 x 32
 */
export function cnn5x5(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(vgg("CNN_5x5_Net", configurationD, 5), options);
}
