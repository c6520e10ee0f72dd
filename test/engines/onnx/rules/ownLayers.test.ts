import { describe } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { l2Pooling2d } from "../../../../src/layers/l2Pooling2d";
import { localResponseNormalization } from "../../../../src/layers/localResponseNormalization";
import { paperDropout } from "../../../../src/layers/paperDropout";
import { partialConv2d } from "../../../../src/layers/partialConv2d";
import { radialBasis } from "../../../../src/layers/radialBasis";
import { scaledTanh } from "../../../../src/layers/scaledTanh";
import { subsampling2d } from "../../../../src/layers/subsampling2d";
import { agree, chain } from "./agreement";

const image = [7, 8, 6];
const convolved = (layer: tf.layers.Layer) =>
  chain(image, tf.layers.conv2d({ filters: 6, kernelSize: 2 }), layer);

describe("LocalResponseNormalization", () => {
  // Constants at which it changes values a lot: the paper's leave them nearly in proportion.
  const strong = { bias: 1, alpha: 1 };
  agree({
    "the paper's constants": () => chain(image, localResponseNormalization()),
    "five channels": () => chain(image, localResponseNormalization(strong)),
    "each channel alone": () => chain(image, localResponseNormalization({ ...strong, depthRadius: 0 })),
    "more neighbours than channels": () =>
      chain(image, localResponseNormalization({ ...strong, depthRadius: 9 })),
    "beta 1": () => chain(image, localResponseNormalization({ ...strong, beta: 1 })),
    "a small bias": () => chain(image, localResponseNormalization({ bias: 1e-3, alpha: 1, beta: 0.4 })),
    "behind a convolution": () => convolved(localResponseNormalization(strong)),
    "of open sizes": () => chain([null, null, 6], localResponseNormalization(strong)),
  });
});

describe("L2Pooling2D", () => {
  for (const poolSize of [1, 2, 3]) {
    for (const strides of [1, 2, 3]) {
      for (const padding of ["same", "valid"] as const) {
        agree({
          [`pool ${poolSize}, strides ${strides}, ${padding}`]: () =>
            chain(image, l2Pooling2d({ poolSize, strides, padding })),
        });
      }
    }
  }
  agree({
    "oblong, behind a convolution": () => convolved(l2Pooling2d({ poolSize: [2, 3], padding: "same" })),
    "of open sizes": () => chain([null, null, 2], l2Pooling2d({ poolSize: 3, strides: 2, padding: "same" })),
  });
});

describe("LeNet-5's layers", () => {
  const table = [
    [1, 0, 0, 1],
    [1, 1, 0, 1],
    [0, 1, 1, 1],
  ];
  agree({
    "Subsampling2D of even sides": () => chain([6, 8, 3], subsampling2d()),
    "Subsampling2D of odd sides, behind a convolution": () => convolved(subsampling2d()),
    "Subsampling2D of open sizes": () => chain([null, null, 3], subsampling2d()),
    PartialConv2D: () => chain([7, 8, 3], partialConv2d({ table, kernelSize: 3 })),
    "PartialConv2D, then an ordinary convolution": () =>
      chain(
        [7, 8, 3],
        partialConv2d({ table, kernelSize: 2 }),
        tf.layers.conv2d({ filters: 2, kernelSize: 3 }),
      ),
    ScaledTanh: () => chain(image, scaledTanh()),
    "ScaledTanh of vectors": () => chain([5], scaledTanh()),
    RadialBasis: () =>
      chain(
        [3],
        radialBasis({
          targets: [
            [1, -1, 1],
            [0.5, 2, -1],
          ],
        }),
      ),
  });
});

describe("PaperDropout multiplies at test time", () => {
  agree({
    "images behind a convolution": () => convolved(paperDropout({ keepProbability: 0.4 })),
    "a dense layer's inputs": () =>
      chain([5], paperDropout({ keepProbability: 0.8 }), tf.layers.dense({ units: 3 })),
  });
});
