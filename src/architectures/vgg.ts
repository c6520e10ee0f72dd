import type * as tf from "@tensorflow/tfjs";
import { type Architecture, assignment } from "./architecture";
import type { NetworkOptions } from "./options";
import { plainNetwork, type PlainTable } from "./plainNetwork";

const simonyan = "https://arxiv.org/abs/1409.1556";

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

export const vggRows: readonly Architecture[] = [
  {
    name: "VGG-16",
    title: "VGG-16, 10 classes",
    year: 2014,
    paper: simonyan,
    build: () => vgg16(),
    params: 134_301_514,
    trainable: 134_301_514,
    macs: 15_466_209_280,
  },
  {
    name: "VGG-16_BN",
    title: "VGG-16 with batch norm, 10 classes",
    year: 2015,
    paper: assignment,
    build: () => vgg16({ batchNorm: true }),
    params: 134_351_178,
    trainable: 134_326_346,
    macs: 15_466_209_280,
  },
  {
    name: "CNN_5x5_Net",
    title: "VGG-16 with 5 x 5 kernels",
    year: 2020,
    paper: assignment,
    build: () => cnn5x5(),
    params: 160_453_450,
    trainable: 160_453_450,
    macs: 42_749_108_224,
  },
  {
    name: "CNN_5x5_Net_BN",
    title: "VGG-16 with 5 x 5 kernels and batch norm",
    year: 2020,
    paper: assignment,
    build: () => cnn5x5({ batchNorm: true }),
    params: 160_503_114,
    trainable: 160_478_282,
    macs: 42_749_108_224,
  },
];
