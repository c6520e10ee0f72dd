import * as tf from "@tensorflow/tfjs";
import { type BlockOptions, convBlock, softmaxBlock } from "../layers/blocks";
import { oneOf } from "../arguments/checks";
import { heNormal } from "../layers/initializers";
import { checkNames } from "../arguments/optionNames";
import type { Architecture } from "./architecture";
import { completed, type NetworkOptions } from "./options";

const he = "https://arxiv.org/abs/1512.03385";
const torchvision = "https://docs.pytorch.org/vision/stable/models/resnet.html";

/** Stages conv2_x to conv5_x of He et al. 2015 (arXiv:1512.03385), table 1, columns "18-layer" and "34-layer". */
const table = {
  // 56 x 56 x 64, 28 x 28 x 128, 14 x 14 x 256, 7 x 7 x 512
  filters: [64, 128, 256, 512],
  /** Blocks of two 3 x 3 convolutions in each stage */
  blocks: { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3] },
};

/** What comes before the stages, with the options that go with it. */
interface Stem {
  defaults: NetworkOptions;
  /** What it adds to the network's name */
  suffix: string;
  build(image: tf.SymbolicTensor, blocks: BlockOptions): tf.SymbolicTensor;
}

const stems: Record<"imagenet" | "cifar", Stem> = {
  /** Table 1: 7 x 7, then max-pooling, both at strides 2: 224 x 224 x 3 → 56 x 56 x 64 */
  imagenet: {
    defaults: { inputShape: [224, 224, 3], classes: 1000 },
    suffix: "",
    build(image, blocks) {
      const x = convBlock(image, "conv1", { filters: 64, kernelSize: 7, strides: 2, padding: 3 }, blocks);
      // Zeros can stand at the edge: behind a ReLU nothing is smaller.
      const padded = tf.layers.zeroPadding2d({ name: "pool1_pad", padding: 1 }).apply(x);
      return tf.layers
        .maxPooling2d({ name: "pool1", poolSize: 3, strides: 2 })
        .apply(padded) as tf.SymbolicTensor;
    },
  },
  /** As section 4.2 begins, 3 x 3 and no pooling, but with 64 filters: 32 x 32 x 3 → 32 x 32 x 64 */
  cifar: {
    defaults: { inputShape: [32, 32, 3], classes: 10 },
    suffix: "_CIFAR",
    build: (image, blocks) => convBlock(image, "conv1", { filters: 64, kernelSize: 3 }, blocks),
  },
};

/** A network's options; batch norm is always part of it, and no hidden dense layer is there for dropout. */
export interface ResNetOptions extends Omit<NetworkOptions, "batchNorm" | "dropout"> {
  /**
   * "imagenet" by default, with `inputShape` [224, 224, 3] and 1000 `classes`; "cifar" is for small images, with
   * [32, 32, 3] and 10.
   */
  stem?: keyof typeof stems;
}

/**
 * ResNet-18 (He et al. 2015, arXiv:1512.03385, table 1): 11,689,512 trainable parameters at 1000 classes.
 *
 * As in torchvision: convolutions have no bias, batch norm keeps 0.9 of its moving statistics and adds 1e-5, where the
 * shape changes the shortcut is a 1 x 1 convolution with batch norm (the paper's option B) and otherwise the identity.
 * Weights are drawn from He's normal law by the number of inputs (heNormal), which the paper cites; torchvision goes by
 * the number of outputs. With the stem "cifar" it is this network under another first layer, not the thinner ones of
 * section 4.2.
 *
 * @param options see ResNetOptions
 * @returns a model [batch, 224, 224, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 1 x 1, thanks to the padding
 */
export function resNet18(options: ResNetOptions = {}): tf.LayersModel {
  return stagedNetwork("ResNet-18", 18, options, residualBlock);
}

/**
 * ResNet-34 (He et al. 2015, arXiv:1512.03385, table 1 and figure 3, right): 21,797,672 trainable parameters at 1000
 * classes. What is said of resNet18 holds here too.
 *
 * @param options see ResNetOptions
 * @returns a model [batch, 224, 224, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 1 x 1
 */
export function resNet34(options: ResNetOptions = {}): tf.LayersModel {
  return stagedNetwork("ResNet-34", 34, options, residualBlock);
}

/**
 * ResNet-34 without its shortcuts (He et al. 2015, arXiv:1512.03385, figure 3, middle): 21,623,848 trainable parameters
 * at 1000 classes. The paper trains both to show what shortcuts are for. Its pair (table 2) has the same parameters, as
 * its shortcuts fill up with zeros (option A); those of resNet34 (option B) have 173,824 trainable ones of their own.
 *
 * @param options see ResNetOptions
 * @returns a model [batch, 224, 224, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 1 x 1
 */
export function plainNet34(options: ResNetOptions = {}): tf.LayersModel {
  return stagedNetwork("Plain-34", 34, options, plainBlock);
}

/** Two convolutions, the first of them with these strides. */
type Block = (
  x: tf.SymbolicTensor,
  name: string,
  table: { filters: number; strides: number },
  blocks: BlockOptions,
) => tf.SymbolicTensor;

/** Stem, stages, global average pooling, softmax; layers are named `conv2_block1_conv1` by the table's stages. */
function stagedNetwork(
  name: string,
  depth: keyof typeof table.blocks,
  options: ResNetOptions,
  block: Block,
): tf.LayersModel {
  checkNames(name, options, ["inputShape", "classes", "seed", "stem"]);
  const { stem: given = "imagenet", ...others } = options;
  const stem = stems[oneOf("stem", given, ["imagenet", "cifar"])];
  const { inputShape, classes, seed } = completed(name, others, stem.defaults);
  const drawn = { seed, initializer: heNormal };
  const blocks = { ...drawn, bias: false, batchNorm: { epsilon: 1e-5 } };

  const image = tf.input({ shape: inputShape, name: "image" });
  let x = stem.build(image, blocks);
  for (const [stage, filters] of table.filters.entries()) {
    const count = table.blocks[depth][stage] ?? 0;
    for (let index = 1; index <= count; index++) {
      const strides = stage > 0 && index === 1 ? 2 : 1;
      x = block(x, `conv${stage + 2}_block${index}`, { filters, strides }, blocks);
    }
  }
  const means = tf.layers.globalAveragePooling2d({ name: "average_pool" }).apply(x) as tf.SymbolicTensor;
  const outputs = softmaxBlock(means, "predictions", classes, drawn);
  return tf.model({ inputs: image, outputs, name: `${name}${stem.suffix}` });
}

const plainBlock: Block = (x, name, { filters, strides }, blocks) => {
  const first = convBlock(x, `${name}_conv1`, { filters, kernelSize: 3, strides, padding: 1 }, blocks);
  return convBlock(first, `${name}_conv2`, { filters, kernelSize: 3 }, blocks);
};

/** Figure 2: the ReLU of the sum of two convolutions and a shortcut around them. */
const residualBlock: Block = (x, name, { filters, strides }, blocks) => {
  const first = convBlock(x, `${name}_conv1`, { filters, kernelSize: 3, strides, padding: 1 }, blocks);
  const residual = convBlock(
    first,
    `${name}_conv2`,
    { filters, kernelSize: 3, activation: "linear" },
    blocks,
  );
  const shortcut =
    strides === 1
      ? x
      : convBlock(x, `${name}_shortcut`, { filters, kernelSize: 1, strides, activation: "linear" }, blocks);
  const sum = tf.layers.add({ name: `${name}_add` }).apply([residual, shortcut]);
  return tf.layers.reLU({ name: `${name}_relu` }).apply(sum) as tf.SymbolicTensor;
};

export const resNetRows: readonly Architecture[] = [
  {
    name: "ResNet-18",
    title: "ResNet-18",
    year: 2015,
    paper: he,
    build: () => resNet18(),
    params: 11_699_112,
    trainable: 11_689_512,
    macs: 1_814_073_344,
    top1: 69.8,
    top5: 89.1,
    accuracySource: torchvision,
  },
  {
    name: "ResNet-34",
    title: "ResNet-34",
    year: 2015,
    paper: he,
    build: () => resNet34(),
    params: 21_814_696,
    trainable: 21_797_672,
    macs: 3_663_761_408,
    top1: 73.3,
    top5: 91.4,
    accuracySource: torchvision,
  },
  {
    name: "Plain-34",
    title: "ResNet-34 without shortcuts",
    year: 2015,
    paper: he,
    build: () => plainNet34(),
    params: 21_639_080,
    trainable: 21_623_848,
    macs: 3_644_493_824,
  },
  {
    name: "ResNet-34_CIFAR",
    title: "ResNet-34 for images of 32 x 32",
    year: 2015,
    paper: he,
    build: () => resNet34({ stem: "cifar" }),
    params: 21_299_146,
    trainable: 21_282_122,
    macs: 1_159_402_496,
  },
];
