import * as tf from "@tensorflow/tfjs";
import { type BlockOptions, convBlock, denseBlock, dropoutBlock, softmaxBlock } from "../layers/blocks";
import { oneOf, trueOrFalse } from "../arguments/checks";
import { localResponseNormalization } from "../layers/localResponseNormalization";
import { checkNames } from "../arguments/optionNames";
import type { Architecture } from "./architecture";
import { checkFits, completed, type NetworkOptions } from "./options";

const szegedy = "https://arxiv.org/abs/1409.4842";

/** Filters of one inception module: #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj. */
type Module = readonly [number, number, number, number, number, number];

/** Szegedy et al. 2014 (arXiv:1409.4842), table 1: the modules between one max-pooling and the next. */
const table: readonly Readonly<Record<string, Module>>[] = [
  // 28 x 28 x 192
  {
    "3a": [64, 96, 128, 16, 32, 32], // 28 x 28 x 256
    "3b": [128, 128, 192, 32, 96, 64], // 28 x 28 x 480
  },
  // 14 x 14 x 480
  {
    "4a": [192, 96, 208, 16, 48, 64], // 14 x 14 x 512
    "4b": [160, 112, 224, 24, 64, 64], // 14 x 14 x 512
    "4c": [128, 128, 256, 24, 64, 64], // 14 x 14 x 512
    "4d": [112, 144, 288, 32, 64, 64], // 14 x 14 x 528
    "4e": [256, 160, 320, 32, 128, 128], // 14 x 14 x 832
  },
  // 7 x 7 x 832
  {
    "5a": [256, 160, 320, 32, 128, 128], // 7 x 7 x 832
    "5b": [384, 192, 384, 48, 128, 128], // 7 x 7 x 1024
  },
];

/** Section 5: the modules on whose outputs the side branches sit. */
const sides: Readonly<Record<string, string>> = { "4a": "side1", "4d": "side2" };

interface Variant {
  /** What it adds to the network's name */
  suffix: string;
  /** Size of the kernels in the table's column "#5x5" */
  fives: number;
  /** Window of the last max-pooling */
  lastPool: number;
  /** Local response normalization around the convolutions before the modules (figure 3) */
  localNormalization: boolean;
  blocks: Omit<BlockOptions, "seed">;
  dropout: number;
}

const variants: Record<"paper" | "torchvision", Variant> = {
  paper: {
    suffix: "",
    fives: 5,
    lastPool: 3,
    localNormalization: true,
    blocks: { batchNorm: false },
    dropout: 0.4,
  },
  torchvision: {
    suffix: "_torchvision",
    fives: 3,
    lastPool: 2,
    localNormalization: false,
    blocks: { batchNorm: true, bias: false },
    dropout: 0.2,
  },
};

/** The options of googLeNet; its variant decides on batch norm. */
export interface GoogLeNetOptions extends Omit<NetworkOptions, "batchNorm"> {
  /**
   * "paper" by default. "torchvision" has batch norm instead of biases and of local response normalization, 3 x 3
   * kernels where the table says 5 x 5, and a last max-pooling of 2 x 2.
   */
  variant?: "paper" | "torchvision";
  /** Two more outputs, for training, from the modules 4a and 4d; false by default */
  sideBranches?: boolean;
}

/**
 * GoogLeNet (Szegedy et al. 2014, arXiv:1409.4842, table 1 and figure 3): 6,998,552 parameters at 1000 classes. Layers
 * are named by the table's rows and columns: `inception_3a_5x5_reduce`.
 *
 * What the paper leaves open: kernels are drawn by Glorot's law, and local response normalization has AlexNet's
 * constants. The 7 x 7 average pooling is taken over the whole map, so that images of other sizes fit.
 *
 * With side branches the outputs are [predictions, side1_predictions, side2_predictions], and all three are trained,
 * the side branches at a weight of 0.3 (section 5):
 *
 *     const loss = (weight: number) => (truth: tf.Tensor, predicted: tf.Tensor) =>
 *       tf.metrics.categoricalCrossentropy(truth, predicted).mul(weight);
 *     model.compile({ optimizer: "sgd", loss: [loss(1), loss(0.3), loss(0.3)] });
 *     await model.fit(images, [labels, labels, labels]);
 *
 * Engines take models with one output: `tf.model({ inputs: model.inputs, outputs: model.outputs[0] })` is the network
 * without its side branches, on the same weights. (torchvision's side branches pool 14 x 14 to 4 x 4 by windows of
 * 4 x 4; these do as the paper says.)
 *
 * @param options see GoogLeNetOptions; `classes` is 1000 by default; `dropout`, before the last layer, is the paper's
 * 0.4 or torchvision's 0.2
 * @returns a model [batch, 224, 224, 3] → [batch, 1000], with side branches three times that
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 1 x 1, or 65 x 65 with side
 * branches
 */
export function googLeNet(options: GoogLeNetOptions = {}): tf.LayersModel {
  checkNames("GoogLeNet", options, ["inputShape", "classes", "dropout", "seed", "variant", "sideBranches"]);
  const { variant = "paper", sideBranches = false, ...others } = options;
  trueOrFalse("sideBranches", sideBranches);
  const chosen = variants[oneOf("variant", variant, ["paper", "torchvision"])];
  const own = { classes: 1000, dropout: chosen.dropout };
  const { inputShape, classes, dropout, seed } = completed("GoogLeNet", others, own);
  const name = `GoogLeNet${chosen.suffix}${sideBranches ? "_side" : ""}`;
  if (sideBranches) checkFits(name, inputShape, 65);
  const blocks = { ...chosen.blocks, seed };

  const image = tf.input({ shape: inputShape, name: "image" });
  let x = stem(image, chosen, blocks);
  const outputs: tf.SymbolicTensor[] = [];
  for (const [stage, modules] of table.entries()) {
    if (stage > 0) x = maxPool(x, `pool${stage + 2}`, stage === 2 ? chosen.lastPool : 3);
    for (const [module, filters] of Object.entries(modules)) {
      x = inception(x, `inception_${module}`, filters, chosen.fives, blocks);
      const side = sides[module];
      if (sideBranches && side) outputs.push(sideBranch(x, side, classes, blocks));
    }
  }
  x = tf.layers.globalAveragePooling2d({ name: "average_pool" }).apply(x) as tf.SymbolicTensor;
  x = dropoutBlock(x, "average_pool", dropout, seed);
  outputs.unshift(softmaxBlock(x, "predictions", classes, { seed }));
  return tf.model({ inputs: image, outputs, name });
}

/** 224 x 224 x 3 → 28 x 28 x 192; zeros around the image as in Caffe and PyTorch. */
function stem(image: tf.SymbolicTensor, variant: Variant, blocks: BlockOptions): tf.SymbolicTensor {
  const normalized = (x: tf.SymbolicTensor, name: string) =>
    variant.localNormalization ? (localResponseNormalization({ name }).apply(x) as tf.SymbolicTensor) : x;
  let x = convBlock(image, "conv1_7x7", { filters: 64, kernelSize: 7, strides: 2, padding: 3 }, blocks);
  // 112 x 112 x 64
  x = normalized(maxPool(x, "pool1", 3), "norm1");
  // 56 x 56 x 64
  x = convBlock(x, "conv2_3x3_reduce", { filters: 64, kernelSize: 1 }, blocks);
  x = convBlock(x, "conv2_3x3", { filters: 192, kernelSize: 3 }, blocks);
  // 56 x 56 x 192
  return maxPool(normalized(x, "norm2"), "pool2", 3);
}

/** Halves the image; an odd one is rounded up. */
function maxPool(x: tf.SymbolicTensor, name: string, poolSize: number): tf.SymbolicTensor {
  const layer = tf.layers.maxPooling2d({ name, poolSize, strides: 2, padding: "same" });
  return layer.apply(x) as tf.SymbolicTensor;
}

/** Figure 2 (b): four branches side by side, their channels joined. */
function inception(
  x: tf.SymbolicTensor,
  name: string,
  [ones, reduceForThrees, threes, reduceForFives, fives, projection]: Module,
  sizeOfFives: number,
  blocks: BlockOptions,
): tf.SymbolicTensor {
  const conv = (input: tf.SymbolicTensor, operation: string, filters: number, kernelSize = 1) =>
    convBlock(input, `${name}_${operation}`, { filters, kernelSize }, blocks);
  const pool = tf.layers.maxPooling2d({ name: `${name}_pool`, poolSize: 3, strides: 1, padding: "same" });
  const branches = [
    conv(x, "1x1", ones),
    conv(conv(x, "3x3_reduce", reduceForThrees), "3x3", threes, 3),
    conv(conv(x, "5x5_reduce", reduceForFives), "5x5", fives, sizeOfFives),
    conv(pool.apply(x) as tf.SymbolicTensor, "pool_proj", projection),
  ];
  return tf.layers.concatenate({ name: `${name}_concat` }).apply(branches) as tf.SymbolicTensor;
}

/** Section 5: a small classifier on a module's output. */
function sideBranch(
  module: tf.SymbolicTensor,
  name: string,
  classes: number,
  blocks: BlockOptions,
): tf.SymbolicTensor {
  const pool = tf.layers.averagePooling2d({ name: `${name}_pool`, poolSize: 5, strides: 3 });
  let x = pool.apply(module) as tf.SymbolicTensor;
  // 4 x 4 x 512, 4 x 4 x 528
  x = convBlock(x, `${name}_conv`, { filters: 128, kernelSize: 1 }, blocks);
  // 4 x 4 x 128
  x = tf.layers.flatten({ name: `${name}_flatten` }).apply(x) as tf.SymbolicTensor;
  const { seed } = blocks;
  x = denseBlock(x, `${name}_fc`, { units: 1024, dropout: 0.7 }, { seed, batchNorm: false });
  return softmaxBlock(x, `${name}_predictions`, classes, { seed });
}

export const googLeNetRows: readonly Architecture[] = [
  {
    name: "GoogLeNet",
    title: "GoogLeNet",
    year: 2014,
    paper: szegedy,
    build: () => googLeNet(),
    params: 6_998_552,
    trainable: 6_998_552,
    macs: 1_582_671_872,
  },
  {
    name: "GoogLeNet_side",
    title: "GoogLeNet with its side branches",
    year: 2014,
    paper: szegedy,
    build: () => googLeNet({ sideBranches: true }),
    params: 13_378_280,
    trainable: 13_378_280,
    macs: 1_591_044_096,
  },
  {
    name: "GoogLeNet_torchvision",
    title: "GoogLeNet as in torchvision",
    year: 2014,
    paper: szegedy,
    build: () => googLeNet({ variant: "torchvision" }),
    params: 6_639_464,
    trainable: 6_624_904,
    macs: 1_498_376_192,
    top1: 69.8,
    top5: 89.5,
    accuracySource: "https://docs.pytorch.org/vision/stable/models/googlenet.html",
  },
  {
    name: "GoogLeNet_torchvision_side",
    title: "GoogLeNet as in torchvision, with its side branches",
    year: 2014,
    paper: szegedy,
    build: () => googLeNet({ variant: "torchvision", sideBranches: true }),
    params: 13_019_960,
    trainable: 13_004_888,
    macs: 1_506_748_416,
  },
];
