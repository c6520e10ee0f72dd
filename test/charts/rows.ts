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
