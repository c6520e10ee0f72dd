import * as tf from "@tensorflow/tfjs";
import { convBlock, type Convolution, dropoutBlock } from "../layers/blocks";
import { dropRate } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import type { Architecture } from "./architecture";
import { imageNetwork } from "./imageNetwork";
import { completed, networkOptions, type NetworkOptions } from "./options";

/** The options of allCnn. */
export interface AllCnnOptions extends NetworkOptions {
  /** Share of the image's values dropped in training; 0.2 by default */
  inputDropout?: number;
}

/**
 * All-CNN-C of Springenberg et al. 2014 (arXiv:1412.6806), tables 1 and 2, but for the last 1 x 1, whose filters are the
 * classes: model C with convolutions at strides 2 in place of its pooling. The paper averages over 6 x 6, so that the
 * 3 x 3 on 8 x 8 has no padding and all before it keep the size.
 */
const stages: readonly (readonly Convolution[])[] = [
  // 32 x 32 x 3
  [
    { filters: 96, kernelSize: 3 },
    { filters: 96, kernelSize: 3 },
    { filters: 96, kernelSize: 3, strides: 2 },
  ],
  // 16 x 16 x 96
  [
    { filters: 192, kernelSize: 3 },
    { filters: 192, kernelSize: 3 },
    { filters: 192, kernelSize: 3, strides: 2 },
  ],
  // 8 x 8 x 192
  [
    { filters: 192, kernelSize: 3, padding: "valid" },
    { filters: 192, kernelSize: 1 },
  ],
  // 6 x 6 x 192
];

/**
 * The all-convolutional net All-CNN-C (arXiv:1412.6806), for CIFAR-10: 1,369,738 parameters, and neither pooling between
 * its convolutions nor a dense layer. Its last convolution gives a map for each class, behind a ReLU as in the paper;
 * what is averaged over the map goes through softmax. The paper's error on CIFAR-10 is 9.08 % (table 3).
 *
 * Weights are drawn by Glorot's rule: the paper states none.
 *
 * @param options see AllCnnOptions; `inputShape` is [32, 32, 3] by default, `dropout` 0.5, after both layers of strides
 *   2 (section 3.2.1); batch norm comes after every convolution but the last
 * @returns a model [batch, 32, 32, 3] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 9 x 9
 */
export function allCnn(options: AllCnnOptions = {}): tf.LayersModel {
  checkNames("All-CNN-C", options, [...networkOptions, "inputDropout"]);
  const { inputDropout = 0.2, ...others } = options;
  const settings = completed("All-CNN-C", others, { inputShape: [32, 32, 3], dropout: 0.5 });
  const { classes, batchNorm, dropout, seed } = settings;
  dropRate("inputDropout", inputDropout);

  return imageNetwork("All-CNN-C", settings, 9, (image) => {
    let x = dropoutBlock(image, "image", inputDropout, seed);
    for (const [stage, convolutions] of stages.entries()) {
      for (const [index, convolution] of convolutions.entries()) {
        const name = `block${stage + 1}_conv${index + 1}`;
        x = convBlock(x, name, convolution, { batchNorm, seed });
        if (convolution.strides === 2) x = dropoutBlock(x, name, dropout, seed);
      }
    }
    x = convBlock(x, "block3_conv3", { filters: classes, kernelSize: 1 }, { batchNorm: false, seed });
    x = tf.layers.globalAveragePooling2d({ name: "average_pool" }).apply(x) as tf.SymbolicTensor;
    return tf.layers.softmax({ name: "predictions" }).apply(x) as tf.SymbolicTensor;
  });
}

export const allCnnRows: readonly Architecture[] = [
  {
    name: "All-CNN-C",
    title: "All convolutional net, model C",
    year: 2014,
    paper: "https://arxiv.org/abs/1412.6806",
    build: () => allCnn(),
    params: 1_369_738,
    trainable: 1_369_738,
    macs: 270_798_336,
  },
];
