import * as tf from "@tensorflow/tfjs";
import { convBlock, softmaxBlock } from "../layers/blocks";
import { depthwiseBlock } from "../layers/depthwiseBlock";
import { valueText } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import type { Architecture } from "./architecture";
import { completed, type NetworkOptions } from "./options";

/** Howard et al. 2017 (arXiv:1704.04861), table 1, at width 1. */
const table = {
  // 224 x 224 x 3
  first: { filters: 32, kernelSize: 3, strides: 2 },
  /** Each block: 3 x 3 depthwise at these strides, then 1 x 1 with these filters */
  blocks: [
    // 112 x 112 x 32
    { strides: 1, filters: 64 },
    { strides: 2, filters: 128 },
    // 56 x 56 x 128
    { strides: 1, filters: 128 },
    { strides: 2, filters: 256 },
    // 28 x 28 x 256
    { strides: 1, filters: 256 },
    { strides: 2, filters: 512 },
    // 14 x 14 x 512
    { strides: 1, filters: 512 },
    { strides: 1, filters: 512 },
    { strides: 1, filters: 512 },
    { strides: 1, filters: 512 },
    { strides: 1, filters: 512 },
    { strides: 2, filters: 1024 },
    // 7 x 7 x 1024; the table says strides 2 here, and its next line that the size stays
    { strides: 1, filters: 1024 },
    // 7 x 7 x 1024
  ],
};

/** A network's options; batch norm is always part of it, and no hidden dense layer is there for dropout. */
export interface MobileNetOptions extends Omit<NetworkOptions, "batchNorm" | "dropout"> {
  /** Width multiplier α: every layer has this share of the table's filters, rounded down as in Keras; 1 by default */
  width?: number;
}

/**
 * MobileNet (Howard et al. 2017, arXiv:1704.04861, table 1): 4,253,864 parameters and 568,740,352 MACs at width 1,
 * 224 x 224 and 1000 classes. The resolution multiplier ρ of section 3.4 is the size of the image: 192, 160 and 128 in
 * table 7.
 *
 * As in Keras: ReLUs are cut at 6, where the paper speaks of ReLU alone, kernels are drawn by Glorot's law, and batch
 * norm has Keras's settings. Depthwise convolutions of strides 2 are padded "same", which is Keras's own padding (one
 * row and column of zeros, at the end) where the maps before them have even sides, as with images of multiples of 32;
 * odd sides are halved and rounded up here, down in Keras.
 *
 * @param options see MobileNetOptions; `classes` is 1000 by default
 * @returns a model [batch, 224, 224, 3] → [batch, 1000], named with its width where that is not 1: `MobileNet_0.5`
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 1 x 1, thanks to the padding
 */
export function mobileNet(options: MobileNetOptions = {}): tf.LayersModel {
  checkNames("MobileNet", options, ["inputShape", "classes", "seed", "width"]);
  const { width = 1, ...others } = options;
  const { inputShape, classes, seed } = completed("MobileNet", others, { classes: 1000 });
  const thinned = thinnedBy(width);
  const blocks = { seed, bias: false, batchNorm: true };

  const image = tf.input({ shape: inputShape, name: "image" });
  const first = { ...table.first, filters: thinned(table.first.filters), activation: "relu6" as const };
  let x = convBlock(image, "conv1", first, blocks);
  for (const [index, { strides, filters }] of table.blocks.entries()) {
    const name = `block${index + 1}`;
    x = depthwiseBlock(x, `${name}_depthwise`, { kernelSize: 3, strides, activation: "relu6" }, blocks);
    const pointwise = { filters: thinned(filters), kernelSize: 1, activation: "relu6" as const };
    x = convBlock(x, `${name}_pointwise`, pointwise, blocks);
  }
  x = tf.layers.globalAveragePooling2d({ name: "average_pool" }).apply(x) as tf.SymbolicTensor;
  const outputs = softmaxBlock(x, "predictions", classes, { seed });
  return tf.model({ inputs: image, outputs, name: width === 1 ? "MobileNet" : `MobileNet_${width}` });
}

/** @throws RangeError unless each layer keeps a filter */
function thinnedBy(width: number): (filters: number) => number {
  const least = 1 / table.first.filters;
  if (Number.isFinite(width) && width >= least) return (filters) => Math.floor(width * filters);
  throw new RangeError(
    `width is ${valueText(width)}: it must be a number of at least ${least}, which leaves the first layer a filter; ` +
      "the paper has 1, 0.75, 0.5 and 0.25.",
  );
}

export const mobileNetRows: readonly Architecture[] = [
  {
    name: "MobileNet",
    title: "MobileNet",
    year: 2017,
    paper: "https://arxiv.org/abs/1704.04861",
    build: () => mobileNet(),
    params: 4_253_864,
    trainable: 4_231_976,
    macs: 568_740_352,
    top1: 70.4,
    top5: 89.5,
    accuracySource: "https://keras.io/api/applications/",
  },
];
