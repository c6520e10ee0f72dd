import type * as tf from "@tensorflow/tfjs";
import { type Architecture, assignment } from "./architecture";
import type { NetworkOptions } from "./options";
import { plainNetwork, type PlainTable } from "./plainNetwork";

/**
 * The AlexNet of the course's Assignment 3, its layout derived from the parameter counts that the assignment prints. It
 * departs from the paper (Krizhevsky et al. 2012, figure 2) in a second convolution of 11 x 11 instead of 5 x 5, in
 * 'valid' padding, in 2 x 2 pooling without overlap, and in having one tower and no local response normalization.
 */
const table: PlainTable = {
  name: "AlexNet",
  stages: [
    // 224 x 224 x 3
    [{ filters: 96, kernelSize: 11, strides: 4, padding: "valid" }],
    // 27 x 27 x 96
    [{ filters: 256, kernelSize: 11, padding: "valid" }],
    // 8 x 8 x 256
    [
      { filters: 384, kernelSize: 3, padding: "valid" },
      { filters: 384, kernelSize: 3, padding: "valid" },
      { filters: 256, kernelSize: 3, padding: "valid" },
    ],
    // 1 x 1 x 256
  ],
  hidden: [{ units: 4096 }, { units: 4096 }],
};

/**
 * The course's AlexNet: 23,981,450 parameters at 224 x 224 x 3 and 10 classes.
 *
 * @param options see NetworkOptions; batch norm comes after all five convolutions and both hidden dense layers
 * @returns a model [batch, 224, 224, 3] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 215 x 215
 */
export function courseAlexNet(options: NetworkOptions = {}): tf.LayersModel {
  return plainNetwork(table, options);
}

export const courseAlexNetRows: readonly Architecture[] = [
  {
    name: "AlexNet",
    title: "AlexNet of the course",
    year: 2012,
    paper: assignment,
    build: () => courseAlexNet(),
    params: 23_981_450,
    trainable: 23_981_450,
    macs: 1_035_504_768,
  },
  {
    name: "AlexNet_BN",
    title: "AlexNet of the course with batch norm",
    year: 2015,
    paper: assignment,
    build: () => courseAlexNet({ batchNorm: true }),
    params: 24_019_722,
    trainable: 24_000_586,
    macs: 1_035_504_768,
  },
];
