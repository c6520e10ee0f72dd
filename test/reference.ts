/**
 * The numbers that the networks must have, each from a source other than this project's code. MACs are those of
 * convolutions and dense layers: kernel height x kernel width x inputs x outputs, at every output position.
 *
 * Sources:
 * - assignment: the course's Assignment 3 as Keras's `model.summary()` prints it there; MACs by hand.
 * - hand: worked out from the paper's table with pencil and paper; the comment beside the row has the sum.
 * - torchvision, torch, Keras: counted by another tool on another implementation, test/fixtures/torch/generate.py.
 */
export interface ReferenceRow {
  /** The entry's name in `architectures` */
  name: string;
  /** All parameters, batch norm's moving statistics included */
  params: number;
  trainable: number;
  macs: number;
  /** Length of each output for one image */
  outputs: readonly number[];
  source: string;
}

const assignment = { outputs: [10], source: "assignment" };
const hand10 = { outputs: [10], source: "hand" };
const hand1000 = { outputs: [1000], source: "hand" };
const torchvision = { outputs: [1000], source: "torchvision" };
const torch1000 = { outputs: [1000], source: "torch" };

// prettier-ignore
export const reference: readonly ReferenceRow[] = [
  // 28²·6·25 + 10²·60·25 + 400·120 + 120·84; subsampling and the output's distances to 840 fixed values are no MACs.
  { name: "LeNet-5", params: 60_840, trainable: 60_000, macs: 325_680, ...hand10 },
  // 608 + 3,216 + 48,120 + 10,164 + 850; 28²·8·75 + 10²·16·200 + 400·120 + 120·84 + 84·10
  { name: "LeNet-5_modern", params: 62_958, trainable: 62_958, macs: 849_320, ...hand10 },

  { name: "AlexNet", params: 23_981_450, trainable: 23_981_450, macs: 1_035_504_768, ...assignment },
  { name: "AlexNet_BN", params: 24_019_722, trainable: 24_000_586, macs: 1_035_504_768, ...assignment },
  // 55²·96·363 + 27²·256·1,200 + 13²·(384·2,304 + 384·1,728 + 256·1,728) + 9,216·4,096 + 4,096² + 4,096·1,000
  { name: "AlexNet_2012", params: 60_965_224, trainable: 60_965_224, macs: 724_406_816, ...hand1000 },
  // 55²·96·363 + 27²·256·2,400 + 13²·(384·2,304 + 384·3,456 + 256·3,456) + the same dense layers
  { name: "AlexNet_2012_ungrouped", params: 62_378_344, trainable: 62_378_344, macs: 1_135_256_096, ...hand1000 },
  { name: "AlexNet_torchvision", params: 61_100_840, trainable: 61_100_840, macs: 714_188_480, ...torchvision },

  { name: "VGG-11", params: 132_863_336, trainable: 132_863_336, macs: 7_609_090_048, ...torchvision },
  { name: "VGG-13", params: 133_047_848, trainable: 133_047_848, macs: 11_308_466_176, ...torchvision },
  { name: "VGG-16", params: 134_301_514, trainable: 134_301_514, macs: 15_466_209_280, ...assignment },
  { name: "VGG-16_BN", params: 134_351_178, trainable: 134_326_346, macs: 15_466_209_280, ...assignment },
  { name: "VGG-16_1000", params: 138_357_544, trainable: 138_357_544, macs: 15_470_264_320, ...torchvision },
  { name: "VGG-19", params: 143_667_240, trainable: 143_667_240, macs: 19_632_062_464, ...torchvision },
  { name: "CNN_5x5_Net", params: 160_453_450, trainable: 160_453_450, macs: 42_749_108_224, ...assignment },
  { name: "CNN_5x5_Net_BN", params: 160_503_114, trainable: 160_478_282, macs: 42_749_108_224, ...assignment },
  // The assignment's with 990 more classes: 990·4,097 more parameters, 990·4,096 more MACs
  { name: "CNN_5x5_Net_1000", params: 164_509_480, trainable: 164_509_480, macs: 42_753_163_264, ...hand1000 },

  // 32²·(2,592 + 82,944) + 16²·(82,944 + 165,888 + 331,776) + 8²·331,776 + 6²·(331,776 + 36,864 + 1,920)
  { name: "All-CNN-C", params: 1_369_738, trainable: 1_369_738, macs: 270_798_336, ...hand10 },

  { name: "GoogLeNet", params: 6_998_552, trainable: 6_998_552, macs: 1_582_671_872, ...torch1000 },
  // Side branches: 513·128 + 529·128 + 2·(2,049·1,024 + 1,025·1,000); 16·128·(512 + 528) + 2·(2,048·1,024 + 1,024·1,000)
  { name: "GoogLeNet_side", params: 13_378_280, trainable: 13_378_280, macs: 1_591_044_096, outputs: [1000, 1000, 1000], source: "hand" },
  { name: "GoogLeNet_torchvision", params: 6_639_464, trainable: 6_624_904, macs: 1_498_376_192, ...torchvision },
  { name: "GoogLeNet_torchvision_side", params: 13_019_960, trainable: 13_004_888, macs: 1_506_748_416, outputs: [1000, 1000, 1000], source: "torchvision" },

  { name: "ResNet-18", params: 11_699_112, trainable: 11_689_512, macs: 1_814_073_344, ...torchvision },
  { name: "ResNet-34", params: 21_814_696, trainable: 21_797_672, macs: 3_663_761_408, ...torchvision },
  { name: "Plain-34", params: 21_639_080, trainable: 21_623_848, macs: 3_644_493_824, ...torch1000 },
  { name: "ResNet-34_CIFAR", params: 21_299_146, trainable: 21_282_122, macs: 1_159_402_496, outputs: [10], source: "torch" },

  { name: "MobileNet", params: 4_253_864, trainable: 4_231_976, macs: 568_740_352, outputs: [1000], source: "Keras" },

  // 28²·6·25 + 10²·16·150 + 400·120 + 120·84 + 84·10
  { name: "PyTorch_Net", params: 61_706, trainable: 61_706, macs: 416_520, ...hand10 },
  // 28²·6·75 + the same
  { name: "PyTorch_Net_RGB", params: 62_006, trainable: 62_006, macs: 651_720, ...hand10 },
  // 26²·32·9 + 11²·64·288 + 1,600·10
  { name: "Keras_MNIST_convnet", params: 34_826, trainable: 34_826, macs: 2_440_960, outputs: [10], source: "Keras" },
  // 26²·32·9 + 24²·64·288 + 9,216·128 + 128·10
  { name: "Keras_MNIST_CNN", params: 1_199_882, trainable: 1_199_882, macs: 11_992_448, outputs: [10], source: "Keras" },
];
