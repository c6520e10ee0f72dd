import type * as tf from "@tensorflow/tfjs";
import { type Architecture, assignment } from "./architecture";
import type { NetworkOptions } from "./options";
import { plainNetwork, type PlainTable } from "./plainNetwork";

const simonyan = "https://arxiv.org/abs/1409.1556";
const torchvision = "https://docs.pytorch.org/vision/stable/models/vgg.html";

/**
 * How many convolutions of so many filters each column has: Simonyan and Zisserman 2014 (arXiv:1409.1556), table 1. All
 * of them are 3 x 3 and keep the size; 2 x 2 max-pooling closes each stage. (C, with 1 x 1 in it, and LRN are left out.)
 */
const table1 = [
  // 224 x 224 x 3
  { filters: 64, A: 1, B: 2, D: 2, E: 2 },
  // 112 x 112 x 64
  { filters: 128, A: 1, B: 2, D: 2, E: 2 },
  // 56 x 56 x 128
  { filters: 256, A: 2, B: 2, D: 3, E: 4 },
  // 28 x 28 x 256
  { filters: 512, A: 2, B: 2, D: 3, E: 4 },
  // 14 x 14 x 512
  { filters: 512, A: 2, B: 2, D: 3, E: 4 },
  // 7 x 7 x 512
];

/**
 * Weights are drawn by Glorot's rule. The paper drew those of A with variance 0.01 and began the deeper columns from
 * its trained layers; after submission the authors found that Glorot's rule does without (section 3.1).
 */
function vgg(name: string, column: "A" | "B" | "D" | "E", kernelSize = 3): PlainTable {
  const stages = table1.map(({ filters, [column]: length }) =>
    Array.from({ length }, () => ({ filters, kernelSize })),
  );
  return { name, stages, hidden: [{ units: 4096 }, { units: 4096 }] };
}

/** The paper's (section 3.1); the course's networks have 10 classes and no dropout. */
const own = { classes: 1000, dropout: 0.5 };

/**
 * VGG-11 (arXiv:1409.1556, table 1, column A): 132,863,336 parameters at 224 x 224 x 3 and 1,000 classes.
 *
 * @param options see NetworkOptions; batch norm comes after every convolution and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 32 x 32
 */
export function vgg11(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(vgg("VGG-11", "A"), options, own);
}

/**
 * VGG-13 (arXiv:1409.1556, table 1, column B): 133,047,848 parameters at 224 x 224 x 3 and 1,000 classes.
 *
 * @param options see NetworkOptions; batch norm comes after every convolution and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 32 x 32
 */
export function vgg13(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(vgg("VGG-13", "B"), options, own);
}

/**
 * VGG-16 (arXiv:1409.1556, table 1, column D): 134,301,514 parameters at 224 x 224 x 3 and the course's 10 classes,
 * 138,357,544 with the paper's 1,000.
 *
 * @param options see NetworkOptions; batch norm comes after every convolution and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 32 x 32
 */
export function vgg16(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(vgg("VGG-16", "D"), options);
}

/**
 * VGG-19 (arXiv:1409.1556, table 1, column E): 143,667,240 parameters at 224 x 224 x 3 and 1,000 classes.
 *
 * @param options see NetworkOptions; batch norm comes after every convolution and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 32 x 32
 */
export function vgg19(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(vgg("VGG-19", "E"), options, own);
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
  return plainNetwork(vgg("CNN_5x5_Net", "D", 5), options);
}

export const vggRows: readonly Architecture[] = [
  {
    name: "VGG-11",
    title: "VGG-11",
    year: 2014,
    paper: simonyan,
    build: () => vgg11(),
    params: 132_863_336,
    trainable: 132_863_336,
    macs: 7_609_090_048,
    top1: 69.0,
    top5: 88.6,
    accuracySource: torchvision,
  },
  {
    name: "VGG-13",
    title: "VGG-13",
    year: 2014,
    paper: simonyan,
    build: () => vgg13(),
    params: 133_047_848,
    trainable: 133_047_848,
    macs: 11_308_466_176,
    top1: 69.9,
    top5: 89.2,
    accuracySource: torchvision,
  },
  {
    name: "VGG-16_1000",
    title: "VGG-16",
    year: 2014,
    paper: simonyan,
    build: () => vgg16({ classes: 1000 }),
    params: 138_357_544,
    trainable: 138_357_544,
    macs: 15_470_264_320,
    top1: 71.6,
    top5: 90.4,
    accuracySource: torchvision,
  },
  {
    name: "VGG-19",
    title: "VGG-19",
    year: 2014,
    paper: simonyan,
    build: () => vgg19(),
    params: 143_667_240,
    trainable: 143_667_240,
    macs: 19_632_062_464,
    top1: 72.4,
    top5: 90.9,
    accuracySource: torchvision,
  },
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
  {
    name: "CNN_5x5_Net_1000",
    title: "VGG-16 with 5 x 5 kernels, 1,000 classes",
    year: 2020,
    paper: assignment,
    build: () => cnn5x5({ classes: 1000 }),
    params: 164_509_480,
    trainable: 164_509_480,
    macs: 42_753_163_264,
  },
];
