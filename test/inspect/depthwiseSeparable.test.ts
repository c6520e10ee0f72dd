import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { cost } from "../../src/inspect/cost";
import { convolutionFlops } from "../../src/inspect/convolution";
import { depthwiseSeparable } from "../../src/inspect/depthwiseSeparable";
import { one } from "./networks";

const example = { input: [32, 32, 3] as [number, number, number], kernel: 5, filters: 64 };

describe("seed 001's example: 64 filters of 5 x 5 over 3 x 32 x 32", () => {
  const { rows, reduction } = depthwiseSeparable(example);

  test("4,864 parameters against 334", () => {
    assert.deepEqual(
      rows.map(({ convolution, params, weights }) => ({ convolution, params, weights })),
      [
        { convolution: "standard", params: 4_864, weights: 4_800 },
        { convolution: "depthwise", params: 78, weights: 75 },
        { convolution: "pointwise", params: 256, weights: 192 },
        { convolution: "depthwise + pointwise", params: 334, weights: 267 },
      ],
    );
  });

  test("1/D2 + 1/F² without the biases, 334/4,864 with them", () => {
    assert.ok(Math.abs(reduction.weights - (1 / 64 + 1 / 25)) < 1e-15);
    assert.equal(reduction.params, 334 / 4_864);
  });

  test("FLOPs by the seed's table", () => {
    assert.deepEqual(
      rows.map(({ flops }) => flops),
      [
        2 * 3 * 25 * 64 * 28 * 28,
        2 * 25 * 3 * 28 * 28,
        2 * 3 * 64 * 28 * 28,
        2 * 25 * 3 * 28 * 28 + 2 * 3 * 64 * 28 * 28,
      ],
    );
  });
});

test("2 · D1 · F² · D2 · H2 · W2: VGG-16's first layer, in billions 0.173", () => {
  const flops = convolutionFlops({ input: [224, 224, 3], kernel: 3, filters: 64, padding: "same" });
  assert.equal(flops, 2 * 3 * 9 * 64 * 224 * 224);
});

test("agrees with real layers", () => {
  for (const { strides, padding } of [
    { strides: 1, padding: "valid" },
    { strides: 2, padding: "same" },
    { strides: 3, padding: "valid" },
  ] as const) {
    const input: [number, number, number] = [14, 11, 6];
    const layer = { kernelSize: 5, strides, padding };
    const { conv2d, depthwiseConv2d } = tf.layers;
    const [standard, depthwise, pointwise, both] = depthwiseSeparable({
      ...{ input, kernel: 5, filters: 8, stride: strides, padding },
    }).rows.map(({ outputShape, params, macs, flops }) => ({ outputShape, params, macs, flops }));
    const real = (shape: number[], layer: tf.layers.Layer) => {
      const { outputShape, params, macs, flops } = cost(one(shape, layer)).rows[1] ?? assert.fail();
      return { outputShape: outputShape.slice(1), params, macs, flops };
    };
    assert.deepEqual(standard, real(input, conv2d({ filters: 8, ...layer })));
    assert.deepEqual(depthwise, real(input, depthwiseConv2d(layer)));
    assert.deepEqual(pointwise, real(depthwise.outputShape, conv2d({ filters: 8, kernelSize: 1 })));
    // Keras's separable convolution has one bias, behind the pointwise part.
    const separable = real(input, tf.layers.separableConv2d({ filters: 8, ...layer }));
    assert.deepEqual({ ...both, params: (both?.params ?? 0) - 6 }, separable);
  }
});

test("shows itself", () => {
  const text = inspect(depthwiseSeparable(example));
  assert.match(text, /depthwise \+ pointwise\s+28 x 28 x 64\s+267\s+67\s+334/);
  assert.match(text, /1 \/ 64 \+ 1 \/ 5² = 0\.05563/);
});

test("bad input", () => {
  assert.throws(
    () => depthwiseSeparable({ ...example, input: 32 as never }),
    /^TypeError: input is 32: it must/,
  );
  assert.throws(() => depthwiseSeparable({ ...example, filters: 0 }), /^RangeError: filters is 0/);
  assert.throws(() => convolutionFlops({ ...example, kernel: 33 }), /^RangeError: kernel is 33: larger than/);
});
