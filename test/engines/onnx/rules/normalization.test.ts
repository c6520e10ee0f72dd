import { describe } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { agree, chain } from "./agreement";

const { batchNormalization, conv2d, dense, layerNormalization, reLU } = tf.layers;

type Options = Parameters<typeof batchNormalization>[0];

const norm = (shape: (number | null)[], options: Options) => () => chain(shape, batchNormalization(options));

describe("batch norm", () => {
  agree({
    "over the channels of two axes": norm([7], {}),
    "over the channels of three axes": norm([5, 7], {}),
    "over the channels of four axes": norm([4, 5, 7], { axis: 3 }),
    "over axis 1 of three": norm([5, 7], { axis: 1 }),
    "over axis 1 of four, the channels of channelsFirst": norm([5, 4, 7], { axis: 1 }),
    "over axis 2 of four": norm([5, 4, 7], { axis: 2 }),
    "over axis -2 of four": norm([5, 4, 7], { axis: -2 }),
    "without scale": norm([4, 5, 7], { scale: false }),
    "without centre": norm([4, 5, 7], { center: false, axis: 1 }),
    "without either, a large epsilon": () =>
      chain([7], dense({ units: 5 }), batchNormalization({ scale: false, center: false, epsilon: 0.5 })),
    "of open sizes": norm([null, null, 3], {}),
    "after a convolution, which takes it in": () =>
      chain([6, 7, 2], conv2d({ filters: 5, kernelSize: 3 }), batchNormalization(), reLU()),
    "after a convolution in channelsFirst": () =>
      chain(
        [2, 6, 7],
        conv2d({ filters: 5, kernelSize: 3, dataFormat: "channelsFirst" }),
        batchNormalization({ axis: 1 }),
      ),
    "after a dense layer": () => chain([6], dense({ units: 5 }), batchNormalization()),
    "after a convolution, along its height": () =>
      chain([6, 7, 2], conv2d({ filters: 5, kernelSize: 3 }), batchNormalization({ axis: 1 })),
  });
});

describe("layer norm", () => {
  const layer = (shape: (number | null)[], options: Parameters<typeof layerNormalization>[0]) => () =>
    chain(shape, layerNormalization(options));
  agree({
    "over the last of two axes": layer([7], {}),
    "over the last of three axes": layer([5, 7], {}),
    "over the last of four axes": layer([4, 5, 7], { axis: -1 }),
    "over the last two": layer([4, 5, 7], { axis: [2, 3] }),
    "over all behind the batch": layer([4, 5, 7], { axis: [1, 2, 3] }),
    "over the last two, named in the other order": layer([4, 5, 7], { axis: [3, 2] }),
    "over the first of three": layer([5, 7], { axis: 1 }),
    "over the first and the last": layer([4, 5, 7], { axis: [1, -1] }),
    "over the last and the first": layer([4, 5, 7], { axis: [-1, 1] }),
    "without scale": layer([4, 7], { scale: false }),
    "without centre": layer([4, 7], { center: false }),
    "over the first, without either, a large epsilon": layer([4, 7], {
      axis: 1,
      scale: false,
      center: false,
      epsilon: 0.5,
    }),
    "of open sizes": layer([null, null, 5], {}),
    "after a convolution": () =>
      chain([6, 7, 2], conv2d({ filters: 5, kernelSize: 3 }), layerNormalization()),
  });
});
