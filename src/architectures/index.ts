import type * as tf from "@tensorflow/tfjs";
import { courseAlexNet } from "./courseAlexNet";
import { cnn5x5, vgg16 } from "./vgg";

/** A network of the course with the numbers that it must have: a test holds the built model against them. */
export interface Architecture {
  /** The built model's name */
  name: string;
  title: string;
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
}

const course = "Assignment 3 of the course";
const simonyan = "https://arxiv.org/abs/1409.1556";

/** Every network that can be built by name; the assignment's six so far. */
export const architectures: Architecture[] = [
  {
    name: "AlexNet",
    title: "AlexNet of the course",
    year: 2012,
    paper: "https://papers.nips.cc/paper/4824",
    build: () => courseAlexNet(),
    params: 23_981_450,
    trainable: 23_981_450,
    macs: 1_035_504_768,
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
    name: "CNN_5x5_Net",
    title: "VGG-16 with 5 x 5 kernels",
    year: 2020,
    paper: course,
    build: () => cnn5x5(),
    params: 160_453_450,
    trainable: 160_453_450,
    macs: 42_749_108_224,
  },
  {
    name: "AlexNet_BN",
    title: "AlexNet of the course with batch norm",
    year: 2015,
    paper: course,
    build: () => courseAlexNet({ batchNorm: true }),
    params: 24_019_722,
    trainable: 24_000_586,
    macs: 1_035_504_768,
  },
  {
    name: "VGG-16_BN",
    title: "VGG-16 with batch norm, 10 classes",
    year: 2015,
    paper: course,
    build: () => vgg16({ batchNorm: true }),
    params: 134_351_178,
    trainable: 134_326_346,
    macs: 15_466_209_280,
  },
  {
    name: "CNN_5x5_Net_BN",
    title: "VGG-16 with 5 x 5 kernels and batch norm",
    year: 2020,
    paper: course,
    build: () => cnn5x5({ batchNorm: true }),
    params: 160_503_114,
    trainable: 160_478_282,
    macs: 42_749_108_224,
  },
];
