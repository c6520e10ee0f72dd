/** Results as `compare` returns them; times invented. */
export const networks = [
  { name: "AlexNet", params: 23_981_450, macs: 1_035_504_768, medianMs: 11, q1Ms: 10.5, q3Ms: 12 },
  { name: "VGG-16", params: 134_301_514, macs: 15_466_209_280, medianMs: 147, q1Ms: 140, q3Ms: 160 },
  { name: "CNN_5x5_Net", params: 160_453_450, macs: 42_749_108_224, medianMs: 395, q1Ms: 380, q3Ms: 430 },
];

/** Each network plain and with batch norm. */
export const variants = networks.flatMap((network) => [
  { ...network, variant: "plain" },
  {
    ...network,
    variant: "batch norm",
    medianMs: network.medianMs * 1.1,
    q1Ms: network.q1Ms * 1.1,
    q3Ms: network.q3Ms * 1.1,
  },
]);

/** Loss curves of three runs. */
export const losses = ["plain", "batch norm", "dropout"].flatMap((run, k) =>
  Array.from({ length: 20 }, (_, i) => ({ run, epoch: (i + 1) / 10, loss: (2 + k) / (i + 2) })),
);

/** Networks with what torchvision and Keras publish of them. */
export const published = [
  { name: "AlexNet", macs: 714_188_480, top1: 56.5, params: 61_100_840, family: "plain" },
  { name: "VGG-16", macs: 15_470_264_320, top1: 71.6, params: 138_357_544, family: "plain" },
  { name: "VGG-19", macs: 19_632_062_464, top1: 72.4, params: 143_667_240, family: "plain" },
  { name: "GoogLeNet", macs: 1_498_376_192, top1: 69.8, params: 6_639_464, family: "branched" },
  { name: "ResNet-18", macs: 1_814_073_344, top1: 69.8, params: 11_699_112, family: "branched" },
  { name: "MobileNet", macs: 568_740_352, top1: 70.4, params: 4_253_864, family: "branched" },
];
