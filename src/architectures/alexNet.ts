import type * as tf from "@tensorflow/tfjs";
import { trueOrFalse } from "../arguments/checks";
import { randomNormal } from "../layers/initializers";
import { checkNames } from "../arguments/optionNames";
import type { Architecture } from "./architecture";
import { networkOptions, type NetworkOptions } from "./options";
import { plainNetwork, type PlainTable } from "./plainNetwork";

const krizhevsky2012 = "https://papers.nips.cc/paper/4824";
const krizhevsky2014 = "https://arxiv.org/abs/1404.5997";

/** The options of alexNet2012. */
export interface AlexNetOptions extends NetworkOptions {
  /** Two towers, which meet at conv3 and in the dense layers; true by default. Without, every filter sees all maps. */
  grouped?: boolean;
}

/**
 * Krizhevsky, Sutskever and Hinton 2012, figure 2 and section 3.5, both towers side by side. Windows of 3 x 3 at strides
 * 2 overlap in pooling (section 3.4). Weights have a standard deviation of 0.01, and the biases of five layers start at
 * 1, so that their ReLUs let something pass from the first step on (section 5).
 *
 * The paper says 224 x 224; but 11 x 11 at strides 4 has 54.25 positions on that, and its 55 on 227.
 */
const table2012: PlainTable = {
  name: "AlexNet_2012",
  stages: [
    // 227 x 227 x 3
    [{ filters: 96, kernelSize: 11, strides: 4, padding: "valid", lrn: true }],
    // 27 x 27 x 96
    [{ filters: 256, kernelSize: 5, groups: 2, biasStart: 1, lrn: true }],
    // 13 x 13 x 256
    [
      { filters: 384, kernelSize: 3 },
      { filters: 384, kernelSize: 3, groups: 2, biasStart: 1 },
      { filters: 256, kernelSize: 3, groups: 2, biasStart: 1 },
    ],
    // 6 x 6 x 256
  ],
  poolSize: 3,
  hidden: [
    { units: 4096, biasStart: 1 },
    { units: 4096, biasStart: 1 },
  ],
  initializer: randomNormal(0.01),
};

const ungrouped2012: PlainTable = {
  ...table2012,
  name: "AlexNet_2012_ungrouped",
  stages: table2012.stages.map((stage) => stage.map((convolution) => ({ ...convolution, groups: 1 }))),
};

/**
 * One tower, as torchvision builds it after Krizhevsky 2014 (arXiv:1404.5997, "one weird trick"): narrower, and without
 * local response normalization. No weights' law is stated there: Glorot's.
 */
const torchvision: PlainTable = {
  name: "AlexNet_torchvision",
  stages: [
    // 224 x 224 x 3
    [{ filters: 64, kernelSize: 11, strides: 4, padding: 2 }],
    // 27 x 27 x 64
    [{ filters: 192, kernelSize: 5 }],
    // 13 x 13 x 192
    [
      { filters: 384, kernelSize: 3 },
      { filters: 256, kernelSize: 3 },
      { filters: 256, kernelSize: 3 },
    ],
    // 6 x 6 x 256
  ],
  poolSize: 3,
  hidden: [{ units: 4096 }, { units: 4096 }],
};

/** Section 4.2 of the 2012 paper, and torchvision */
const own = { classes: 1000, dropout: 0.5 };

/**
 * AlexNet as of 2012 (https://papers.nips.cc/paper/4824): 60,965,224 parameters in two towers, 62,378,344 in one.
 *
 * `dropout` is 0.5, after both hidden dense layers. It is the usual, inverted one: it doubles what it keeps in training,
 * where the paper halves all at test time; in expectation that is the same.
 *
 * The paper's own 59.3 % top-1 and 81.8 % top-5 (table 2) are means over ten crops of each image.
 *
 * @param options see NetworkOptions; batch norm comes after all five convolutions and both hidden dense layers
 * @returns a model [batch, 227, 227, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 67 x 67
 */
export function alexNet2012(options: AlexNetOptions = {}): tf.LayersModel {
  checkNames("AlexNet_2012", options, [...networkOptions, "grouped"]);
  const { grouped = true, ...others } = options;
  const table = trueOrFalse("grouped", grouped) ? table2012 : ungrouped2012;
  return plainNetwork(table, others, { inputShape: [227, 227, 3], ...own });
}

/**
 * AlexNet as torchvision has it: 61,100,840 parameters at 224 x 224 x 3 and 1,000 classes.
 *
 * Three things differ from torchvision's. Ours ends in softmax. Dropout (0.5) comes after each hidden dense layer, not
 * before it. And torchvision averages what the convolutions leave to 6 x 6, which at 224 x 224 changes nothing; here
 * another size of image gives `fc1` another number of inputs.
 *
 * @param options see NetworkOptions; batch norm comes after all five convolutions and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 1000]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 63 x 63
 */
export function alexNetTorchvision(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(torchvision, options, own);
}

export const alexNetRows: readonly Architecture[] = [
  {
    name: "AlexNet_2012",
    title: "AlexNet in two towers",
    year: 2012,
    paper: krizhevsky2012,
    build: () => alexNet2012(),
    params: 60_965_224,
    trainable: 60_965_224,
    macs: 724_406_816,
  },
  {
    name: "AlexNet_2012_ungrouped",
    title: "AlexNet in one tower",
    year: 2012,
    paper: krizhevsky2012,
    build: () => alexNet2012({ grouped: false }),
    params: 62_378_344,
    trainable: 62_378_344,
    macs: 1_135_256_096,
  },
  {
    name: "AlexNet_torchvision",
    title: "AlexNet of torchvision",
    year: 2014,
    paper: krizhevsky2014,
    build: () => alexNetTorchvision(),
    params: 61_100_840,
    trainable: 61_100_840,
    macs: 714_188_480,
    top1: 56.5,
    top5: 79.1,
    accuracySource: "https://docs.pytorch.org/vision/stable/models/alexnet.html",
  },
];
