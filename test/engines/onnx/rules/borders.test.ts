import { describe } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { agree, chain } from "./agreement";

const { activation, averagePooling2d, conv2d, cropping2D, maxPooling2d, permute, zeroPadding2d } = tf.layers;

const image = [7, 8, 3];
const dataFormat = "channelsFirst";
const uneven: [[number, number], [number, number]] = [
  [1, 2],
  [0, 3],
];

describe("ZeroPadding2D", () => {
  agree({
    "one on each side, its default": () => chain(image, zeroPadding2d()),
    "as many on each side": () => chain(image, zeroPadding2d({ padding: 2 })),
    "others for height and width": () => chain(image, zeroPadding2d({ padding: [1, 2] })),
    "others on each side": () => chain(image, zeroPadding2d({ padding: uneven })),
    channelsFirst: () => chain(image, zeroPadding2d({ padding: uneven, dataFormat })),
    "between convolutions": () =>
      chain(
        image,
        conv2d({ filters: 2, kernelSize: 2 }),
        zeroPadding2d({ padding: uneven }),
        conv2d({ filters: 2, kernelSize: 2 }),
      ),
    "before a convolution that pads too": () =>
      chain(
        image,
        zeroPadding2d({ padding: uneven }),
        conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
      ),
    "of open sizes, before a convolution that pads too": () =>
      chain(
        [null, null, 2],
        zeroPadding2d({ padding: uneven }),
        conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
      ),
    "channelsFirst, before a convolution": () =>
      chain(
        image,
        zeroPadding2d({ padding: uneven, dataFormat }),
        conv2d({ filters: 2, kernelSize: 3, dataFormat }),
      ),
    "channelsFirst, before a convolution that takes them last": () =>
      chain(image, zeroPadding2d({ padding: uneven, dataFormat }), conv2d({ filters: 2, kernelSize: 3 })),
    "between permutations, which ONNX Runtime moves past it": () =>
      chain(
        image,
        permute({ dims: [2, 3, 1] }),
        zeroPadding2d({ padding: uneven }),
        permute({ dims: [3, 1, 2] }),
      ),
    // Zeros can be the largest in their window, and count in a mean.
    "before max-pooling of negative values": () =>
      chain(
        image,
        activation({ activation: "logSoftmax" as "softmax" }),
        zeroPadding2d({ padding: uneven }),
        maxPooling2d({ poolSize: 3, strides: 2 }),
      ),
    "before average pooling": () =>
      chain(
        image,
        conv2d({ filters: 2, kernelSize: 1 }),
        zeroPadding2d({ padding: uneven }),
        averagePooling2d({ poolSize: 3, strides: 2 }),
      ),
    "in a part of a network with convolutions, before max-pooling of negative values": () => {
      const inputs = tf.input({ shape: image });
      const padded = zeroPadding2d({ padding: uneven }).apply(inputs) as tf.SymbolicTensor;
      conv2d({ filters: 2, kernelSize: 2 }).apply(padded); // in the network, but not in the part of it
      const part = tf.model({ inputs, outputs: padded });
      const negative = activation({ activation: "logSoftmax" as "softmax" });
      return chain(image, negative, part, maxPooling2d({ poolSize: 3, strides: 2 }));
    },
    "of open sizes": () => chain([null, null, 2], zeroPadding2d({ padding: uneven })),
  });
});

describe("Cropping2D", () => {
  agree({
    "as many on each side": () => chain(image, cropping2D({ cropping: 2 })),
    "others for height and width": () => chain(image, cropping2D({ cropping: [1, 2] })),
    "others on each side": () => chain(image, cropping2D({ cropping: uneven })),
    channelsFirst: () => chain([3, 7, 8], cropping2D({ cropping: uneven, dataFormat })),
    "between convolutions": () =>
      chain(
        image,
        conv2d({ filters: 2, kernelSize: 2 }),
        cropping2D({ cropping: uneven }),
        conv2d({ filters: 2, kernelSize: 2, strides: 2, padding: "same" }),
      ),
    "of open sizes, before a convolution": () =>
      chain(
        [null, null, 2],
        cropping2D({ cropping: uneven }),
        conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
      ),
  });
});
