import { describe } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { agree, type Case, chain } from "./agreement";

const { averagePooling1d, averagePooling2d, averagePooling3d } = tf.layers;
const { maxPooling1d, maxPooling2d, maxPooling3d } = tf.layers;
const { globalAveragePooling1d, globalAveragePooling2d, globalMaxPooling1d, globalMaxPooling2d } = tf.layers;

type Make = (options: never) => tf.layers.Layer;

const kinds: Record<string, [Make, rank: number]> = {
  AveragePooling1D: [averagePooling1d, 1],
  AveragePooling2D: [averagePooling2d, 2],
  AveragePooling3D: [averagePooling3d, 3],
  MaxPooling1D: [maxPooling1d, 1],
  MaxPooling2D: [maxPooling2d, 2],
  MaxPooling3D: [maxPooling3d, 3],
};

function pooling(make: Make, image: (number | null)[], options: object): () => tf.LayersModel {
  return () => chain([...image, 2], make(options as never));
}

/**
 * As for convolutions: TF.js's own kernels in three dimensions misplace a window shorter than its stride. (TensorFlow's
 * MaxPool3D does so too where the window is a single value, which is left out here.)
 */
const oracleFor = (rank: number, padding: string, poolSize: number, strides: number): Case["oracle"] =>
  rank === 3 && padding === "same" && strides > poolSize ? "tensorflow" : "cpu";

describe("poolings are TensorFlow's at every size, stride and padding", () => {
  for (const [kind, [make, rank]] of Object.entries(kinds)) {
    for (const size of [7, 10]) {
      for (const poolSize of rank === 3 ? [2, 3] : [1, 2, 3]) {
        for (const strides of [1, 2, 3]) {
          for (const padding of ["same", "valid"]) {
            const image = [size, size + 1, size - 1].slice(0, rank);
            agree({
              [`${kind}: ${image.join(" x ")}, pool ${poolSize}, strides ${strides}, ${padding}`]: {
                build: pooling(make, image, { poolSize, strides, padding }),
                oracle: oracleFor(rank, padding, poolSize, strides),
              },
            });
          }
        }
      }
    }
  }
});

describe("poolings of open sizes", () => {
  for (const [kind, [make, rank]] of Object.entries(kinds)) {
    const open = Array.from({ length: rank }, () => null);
    for (const size of [10, 11]) {
      for (const [poolSize, strides] of [
        [2, 3],
        [3, 1],
        [4, 2],
      ] as const) {
        for (const padding of ["same", "valid"]) {
          agree({
            [`${kind}: ${size}, pool ${poolSize}, strides ${strides}, ${padding}`]: {
              build: pooling(make, open, { poolSize, strides, padding }),
              size,
              oracle: oracleFor(rank, padding, poolSize, strides),
            },
          });
        }
      }
    }
  }
});

describe("poolings' other options", () => {
  const dataFormat = "channelsFirst";
  const options = { poolSize: 3, strides: 2, padding: "same" } as const;
  agree({
    "defaults: windows side by side": pooling(maxPooling2d, [9, 12], {}),
    "oblong windows": pooling(averagePooling2d, [9, 12], {
      poolSize: [2, 3],
      strides: [3, 1],
      padding: "same",
    }),
    'padding "causal", by which TF.js means "valid"': pooling(maxPooling2d, [9, 12], { padding: "causal" }),
    "AveragePooling2D, channelsFirst": () => chain([2, 9, 10], averagePooling2d({ ...options, dataFormat })),
    "MaxPooling2D, channelsFirst": () => chain([2, 9, 10], maxPooling2d({ ...options, dataFormat })),
    "AveragePooling3D, channelsFirst": () =>
      chain([2, 5, 6, 7], averagePooling3d({ ...options, dataFormat })),
    "MaxPooling3D, channelsFirst": () => chain([2, 5, 6, 7], maxPooling3d({ ...options, dataFormat })),
  });
});

describe("global poolings", () => {
  const dataFormat = "channelsFirst";
  agree({
    GlobalAveragePooling1D: () => chain([5, 3], globalAveragePooling1d({})),
    GlobalMaxPooling1D: () => chain([5, 3], globalMaxPooling1d({})),
    GlobalAveragePooling2D: () => chain([4, 5, 3], globalAveragePooling2d({})),
    GlobalMaxPooling2D: () => chain([4, 5, 3], globalMaxPooling2d({})),
    "GlobalAveragePooling2D, channelsFirst": () => chain([3, 4, 5], globalAveragePooling2d({ dataFormat })),
    "GlobalMaxPooling2D, channelsFirst": () => chain([3, 4, 5], globalMaxPooling2d({ dataFormat })),
    "GlobalMaxPooling2D of open sizes": () => chain([null, null, 3], globalMaxPooling2d({})),
  });
});
