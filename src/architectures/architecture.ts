import type * as tf from "@tensorflow/tfjs";

/** A network of the course with the numbers that it must have: a test holds the built model against them. */
export interface Architecture {
  /** Unique in the list: the built model's name, behind which `_1000` marks 1,000 classes where the default is 10 */
  name: string;
  title: string;
  /** Of the first publication, on arXiv where that came first */
  year: number;
  /** Where it is described */
  paper: string;
  build: () => tf.LayersModel;
  /** All parameters, batch norm's moving statistics included */
  params: number;
  /** Parameters that training changes */
  trainable: number;
  /** Multiply-adds for one image; bias, batch norm, pooling and activations are not MACs */
  macs: number;
  /** Published accuracy on ImageNet's validation set, per cent, one crop */
  top1?: number;
  top5?: number;
  /** Where the accuracy is published */
  accuracySource?: string;
}

/** What `paper` says of networks that the course itself defines. */
export const assignment = "Assignment 3 of the course";
