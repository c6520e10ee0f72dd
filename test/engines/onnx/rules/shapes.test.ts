import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { translate } from "../../../../src/engines/onnx/translate";
import { agree, type Case, chain } from "./agreement";

const { conv1d, conv2d, conv3d, dense, flatten, permute, repeatVector, reshape } = tf.layers;

const sequence = () => conv1d({ filters: 3, kernelSize: 2 });
const image = () => conv2d({ filters: 3, kernelSize: 2 });
const volume = () => conv3d({ filters: 2, kernelSize: 2 });

describe("Reshape", () => {
  agree({
    "other sizes": () => chain([4, 6], reshape({ targetShape: [3, 8] })),
    "more axes": () => chain([24], reshape({ targetShape: [2, 3, 4] })),
    "fewer axes": () => chain([2, 3, 4], reshape({ targetShape: [24] })),
    "a size that TF.js finds": () => chain([4, 6], reshape({ targetShape: [3, -1, 2] })),
    "of what lies with the channels first": () =>
      chain([5, 4, 2], image(), reshape({ targetShape: [6, -1] })),
    "an open size": { build: () => chain([null, 6], reshape({ targetShape: [-1, 2] })), size: 5 },
    "whole numbers": () => {
      const inputs = tf.input({ shape: [4, 6], dtype: "int32" });
      const outputs = reshape({ targetShape: [24] }).apply(inputs) as tf.SymbolicTensor;
      return tf.model({ inputs, outputs });
    },
  });
});

describe("Flatten", () => {
  const cases: Record<string, Case["build"]> = {
    "a sequence": () => chain([5, 2], sequence(), flatten()),
    "an image": () => chain([5, 4, 2], image(), flatten()),
    "a volume": () => chain([4, 5, 3, 2], volume(), flatten()),
    "an image as it came": () => chain([5, 4, 2], flatten()),
  };
  for (const shape of [
    [5, 2],
    [3, 5, 4],
    [2, 4, 5, 3],
  ])
    cases[`channels first: ${shape.join(" x ")}`] = () =>
      chain(shape, flatten({ dataFormat: "channelsFirst" }));
  cases["channels first, of what lies with the last axis there"] = () =>
    chain([5, 4, 2], image(), flatten({ dataFormat: "channelsFirst" }));
  agree(cases);
});

describe("Permute", () => {
  const cases: Record<string, Case["build"]> = {
    "two axes": () => chain([4, 3], permute({ dims: [2, 1] })),
    "four axes": () => chain([2, 3, 4, 5], permute({ dims: [4, 1, 3, 2] })),
    "open sizes": () => chain([null, null, 3], permute({ dims: [2, 3, 1] })),
    "whole numbers": () => {
      const inputs = tf.input({ shape: [4, 6], dtype: "int32" });
      return tf.model({ inputs, outputs: permute({ dims: [2, 1] }).apply(inputs) as tf.SymbolicTensor });
    },
  };
  for (const dims of [
    [1, 2, 3],
    [1, 3, 2],
    [2, 1, 3],
    [2, 3, 1],
    [3, 1, 2],
    [3, 2, 1],
  ])
    cases[`an image behind a convolution: ${dims.join()}`] = () =>
      chain([5, 4, 2], image(), permute({ dims }));
  agree(cases);

  test("of the channels to the front costs nothing where they lie there", () => {
    const { nodes } = translate(chain([5, 4, 2], image(), permute({ dims: [3, 1, 2] })));
    assert.deepEqual(
      nodes.map(({ op }) => op),
      ["Transpose", "Conv", "Identity"],
    );
  });
});

describe("RepeatVector", () => {
  agree({
    "many times": () => chain([4], repeatVector({ n: 3 })),
    once: () => chain([4], repeatVector({ n: 1 })),
  });
});

describe("Dense", () => {
  const cases: Record<string, Case["build"]> = {};
  for (const shape of [[6], [5, 6], [3, 5, 6], [2, 3, 5, 6]]) {
    const name = shape.join(" x ");
    cases[`over ${name}`] = () => chain(shape, dense({ units: 4 }));
    cases[`over ${name}, no bias`] = () => chain(shape, dense({ units: 4, useBias: false }));
    cases[`over ${name}, softmax`] = () => chain(shape, dense({ units: 4, activation: "softmax" }));
    cases[`over ${name}, gelu`] = () => chain(shape, dense({ units: 4, activation: "gelu" }));
  }
  agree(cases);
  agree({
    "behind a convolution over a sequence": () =>
      chain([5, 2], sequence(), dense({ units: 4, activation: "elu" })),
    "behind a convolution over an image": () =>
      chain([5, 4, 2], image(), dense({ units: 4, activation: "softmax" })),
    "behind a convolution over a volume": () =>
      chain([4, 5, 3, 2], volume(), dense({ units: 4, useBias: false })),
    "over open sizes": () => chain([null, null, 3], dense({ units: 4 })),
    "of whole numbers": () => {
      const inputs = tf.input({ shape: [6], dtype: "int32" });
      return tf.model({ inputs, outputs: dense({ units: 4 }).apply(inputs) as tf.SymbolicTensor });
    },
  });

  test("behind a convolution leaves the channels where they lie", () => {
    const { nodes } = translate(chain([5, 4, 2], image(), dense({ units: 4 }), image()));
    assert.deepEqual(
      nodes.map(({ op }) => op),
      ["Transpose", "Conv", "Conv", "Conv", "Transpose", "Identity"],
    );
  });
});
