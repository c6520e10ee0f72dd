/**
 * The numbers that the networks must have, from sources other than this project's code. `trainable`, `params` and the
 * figures with batch norm of the first three networks are those that the course's Assignment 3 prints (Keras's
 * `model.summary()`). MACs are the sum over the layers of kernel x kernel x inputs x outputs x output positions, by hand.
 */
export interface ReferenceRow {
  /** The model's name */
  name: string;
  params: number;
  trainable: number;
  macs: number;
}

export const reference: readonly ReferenceRow[] = [
  { name: "AlexNet", params: 23_981_450, trainable: 23_981_450, macs: 1_035_504_768 },
  { name: "VGG-16", params: 134_301_514, trainable: 134_301_514, macs: 15_466_209_280 },
  { name: "CNN_5x5_Net", params: 160_453_450, trainable: 160_453_450, macs: 42_749_108_224 },
  { name: "AlexNet_BN", params: 24_019_722, trainable: 24_000_586, macs: 1_035_504_768 },
  { name: "VGG-16_BN", params: 134_351_178, trainable: 134_326_346, macs: 15_466_209_280 },
  { name: "CNN_5x5_Net_BN", params: 160_503_114, trainable: 160_478_282, macs: 42_749_108_224 },
];
