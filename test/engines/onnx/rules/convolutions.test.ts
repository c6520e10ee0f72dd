import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { exportOnnx } from "../../../../src/engines/onnx/exportOnnx";
import { groupedConv2d } from "../../../../src/layers/groupedConv2d";
import { activations } from "../../../support/random/kinds/kind";
import { agree, type Case, chain } from "./agreement";

const { conv1d, conv2d, conv3d, conv2dTranspose, conv3dTranspose, depthwiseConv2d, separableConv2d } =
  tf.layers;

type Options = Record<string, unknown>;

/** One layer that TF.js declares too narrowly, on inputs of the shape. */
const one =
  (
    make: (options: never) => tf.layers.Layer,
    shape: (number | null)[],
    options: Options,
  ): (() => tf.LayersModel) =>
  () =>
    chain(shape, make(options as never));

/**
 * TF.js's own kernels in three dimensions pad by a negative number with "same" where a stride is longer than the kernel, and
 * begin with the second value or later; its kernels in two, and TensorFlow's, begin with the first.
 */
const oracleFor = (rank: number, padding: string, kernelSize: number, strides: number): Case["oracle"] =>
  rank === 3 && padding === "same" && strides > kernelSize ? "tensorflow" : "cpu";

/** Each combination of sizes, strides and padding, so that "same" pads evenly, unevenly and not at all. */
function windows(
  kind: string,
  make: (options: never) => tf.layers.Layer,
  rank: number,
  options: Options,
): Record<string, Case> {
  const cases: Record<string, Case> = {};
  for (const size of [7, 10]) {
    for (const kernelSize of [1, 2, 3]) {
      for (const strides of [1, 2, 3]) {
        for (const padding of ["same", "valid"]) {
          const shape = [size, size + 1, size - 1].slice(0, rank);
          cases[`${kind}: ${shape.join(" x ")}, kernel ${kernelSize}, strides ${strides}, ${padding}`] = {
            build: one(make, [...shape, 2], { kernelSize, strides, padding, ...options }),
            oracle: oracleFor(rank, padding, kernelSize, strides),
          };
        }
      }
    }
  }
  return cases;
}

describe("convolutions are TensorFlow's at every size, stride and padding", () => {
  agree(windows("Conv1D", conv1d, 1, { filters: 3 }));
  agree(windows("Conv2D", conv2d, 2, { filters: 3 }));
  agree(windows("Conv3D", conv3d, 3, { filters: 3 }));
  agree(windows("DepthwiseConv2D", depthwiseConv2d, 2, { depthMultiplier: 2 }));
  agree(windows("SeparableConv2D", separableConv2d, 2, { filters: 3, depthMultiplier: 2 }));
  agree(windows("GroupedConv2D", groupedConv2d, 2, { filters: 4, groups: 2 }));
  agree(windows("Conv2DTranspose", conv2dTranspose, 2, { filters: 3 }));
  agree(windows("Conv3DTranspose", conv3dTranspose, 3, { filters: 3 }));
});

describe("convolutions' other options", () => {
  agree({
    "Conv1D: dilation, no bias": one(conv1d, [11, 2], {
      filters: 3,
      kernelSize: 3,
      dilationRate: 3,
      useBias: false,
    }),
    "Conv2D: dilation by 2 x 3, same": one(conv2d, [11, 12, 2], {
      filters: 3,
      kernelSize: [3, 2],
      dilationRate: [2, 3],
      padding: "same",
    }),
    "Conv3D: dilation, same": one(conv3d, [7, 6, 5, 2], {
      filters: 3,
      kernelSize: 2,
      dilationRate: 2,
      padding: "same",
    }),
    "SeparableConv2D: dilation": one(separableConv2d, [9, 9, 2], {
      filters: 3,
      kernelSize: 3,
      dilationRate: 2,
    }),
    "DepthwiseConv2D: its dilationRate, which TF.js leaves unused": one(depthwiseConv2d, [9, 9, 2], {
      kernelSize: 3,
      dilationRate: 2,
    }),
    "Conv2D: no bias, oblong kernel and strides": one(conv2d, [9, 12, 2], {
      filters: 3,
      kernelSize: [2, 5],
      strides: [3, 2],
      padding: "same",
      useBias: false,
    }),
    "Conv2DTranspose: no bias, oblong": one(conv2dTranspose, [4, 5, 2], {
      filters: 3,
      kernelSize: [1, 4],
      strides: [2, 3],
      padding: "same",
      useBias: false,
    }),
    "Conv2D, twice: one is the other's input": () =>
      chain([9, 9, 2], conv2d({ filters: 3, kernelSize: 3 }), conv2d({ filters: 2, kernelSize: 3 })),
  });
  for (const activation of activations) {
    agree({
      [`Conv1D: ${activation}`]: one(conv1d, [9, 2], { filters: 3, kernelSize: 3, activation }),
      [`Conv2D: ${activation}`]: one(conv2d, [9, 9, 2], { filters: 3, kernelSize: 3, activation }),
      [`Conv2DTranspose: ${activation}`]: one(conv2dTranspose, [5, 5, 2], {
        filters: 3,
        kernelSize: 3,
        activation,
      }),
      [`Conv3D: ${activation}`]: one(conv3d, [4, 4, 4, 2], { filters: 3, kernelSize: 3, activation }),
    });
  }
});

describe("the dataFormat channelsFirst", () => {
  const dataFormat = "channelsFirst";
  const same = { dataFormat, kernelSize: 3, strides: 2, padding: "same" };
  agree({
    Conv2D: one(conv2d, [2, 9, 10], { ...same, filters: 3, activation: "softmax" }),
    Conv3D: one(conv3d, [2, 5, 6, 7], { ...same, filters: 3, activation: "relu" }),
    DepthwiseConv2D: one(depthwiseConv2d, [2, 9, 10], { ...same, depthMultiplier: 2 }),
    "SeparableConv2D without bias": one(separableConv2d, [2, 9, 10], { ...same, filters: 3, useBias: false }),
    Conv2DTranspose: one(conv2dTranspose, [2, 5, 6], { ...same, filters: 3, activation: "tanh" }),
    Conv3DTranspose: one(conv3dTranspose, [2, 3, 4, 5], { ...same, filters: 3 }),
    "and back to channelsLast": () =>
      chain(
        [6, 7, 8],
        conv2d({ filters: 5, kernelSize: 3, dataFormat }),
        conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
      ),
  });
});

describe("sizes that are open until an image comes", () => {
  for (const size of [10, 11, 12]) {
    for (const strides of [1, 2, 3]) {
      const options = { strides, filters: 3, padding: "same" };
      const open = (make: (options: never) => tf.layers.Layer, rank: number, more: Options): Case => ({
        build: one(make, [...Array.from({ length: rank }, () => null), 2], { ...options, ...more }),
        size,
        oracle: oracleFor(rank, "same", more["kernelSize"] as number, strides),
      });
      agree({
        [`Conv1D: ${size}, strides ${strides}`]: open(conv1d, 1, { kernelSize: 3 }),
        [`Conv2D: ${size}, strides ${strides}, kernel 1`]: open(conv2d, 2, { kernelSize: 1 }),
        [`Conv2D: ${size}, strides ${strides}, kernel 4`]: open(conv2d, 2, { kernelSize: 4 }),
        [`Conv3D: ${size}, strides ${strides}`]: open(conv3d, 3, { kernelSize: 2 }),
        [`SeparableConv2D: ${size}, strides ${strides}`]: open(separableConv2d, 2, { kernelSize: 3 }),
        [`Conv2DTranspose: ${size}, strides ${strides}`]: open(conv2dTranspose, 2, { kernelSize: 2 }),
      });
    }
    agree({
      [`Conv2D: ${size}, dilation`]: {
        build: one(conv2d, [null, null, 2], { filters: 3, kernelSize: 2, dilationRate: 3, padding: "same" }),
        size,
      },
    });
  }
});

describe("what TensorFlow.js builds and does not run is refused by name", () => {
  const refused: Record<string, [() => tf.LayersModel, RegExp]> = {
    "Conv1D, channelsFirst": [
      one(conv1d, [2, 9], { name: "tones", filters: 3, kernelSize: 3, dataFormat: "channelsFirst" }),
      /"tones" \(Conv1D\).*channelsFirst/,
    ],
    "Conv2D, causal": [
      one(conv2d, [9, 9, 2], { name: "stem", filters: 3, kernelSize: 3, padding: "causal" }),
      /"stem" \(Conv2D\).*causal/,
    ],
    "SeparableConv2D, channelsFirst with bias": [
      one(separableConv2d, [2, 9, 9], {
        name: "sep",
        filters: 3,
        kernelSize: 3,
        dataFormat: "channelsFirst",
      }),
      /"sep" \(SeparableConv2D\).*bias.*channelsFirst.*useBias: false/,
    ],
  };
  for (const [name, [build, message]] of Object.entries(refused)) {
    test(name, async () => {
      await assert.rejects(exportOnnx(build()), message);
    });
  }
});
