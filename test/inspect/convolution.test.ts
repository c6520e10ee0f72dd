import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { convolution, type ConvolutionOptions } from "../../src/inspect/convolution";
import { cost } from "../../src/inspect/cost";
import { one } from "./networks";

test("the assignment's example: 32 filters of 5 x 5 over 12 x 12 x 3", () => {
  assert.deepEqual(
    { ...convolution({ input: [12, 12, 3], kernel: 5, filters: 32 }) },
    {
      input: [12, 12, 3],
      kernel: 5,
      filters: 32,
      stride: 1,
      padding: 0,
      outputShape: [8, 8, 32],
      weights: 2_400,
      biases: 32,
      params: 2_432,
      multiplicationsPerPosition: 75,
      multiplicationsPerFilter: 4_800,
      macs: 153_600,
      outputValues: 2_048,
      outputBytes: 8_192,
      outputBytesDouble: 16_384,
    },
  );
});

test("where the assignment says 64 filters it is 4,800 weights and 4,096 values", () => {
  const { weights, outputValues } = convolution({ input: [12, 12, 3], kernel: 5, filters: 64 });
  assert.deepEqual([weights, outputValues], [4_800, 4_096]);
});

test("agrees with a real layer and its cost", () => {
  for (const strides of [1, 2, 3]) {
    for (const padding of ["valid", "same"] as const) {
      const { outputShape, params, macs, outputBytes } = convolution({
        input: [14, 11, 3],
        kernel: 4,
        filters: 6,
        stride: strides,
        padding,
      });
      const row = cost(one([14, 11, 3], tf.layers.conv2d({ filters: 6, kernelSize: 4, strides, padding })))
        .rows[1];
      assert.deepEqual(
        { outputShape: [1, ...outputShape], params, macs, activationBytes: outputBytes },
        {
          outputShape: row?.outputShape,
          params: row?.params,
          macs: row?.macs,
          activationBytes: row?.activationBytes,
        },
      );
    }
  }
});

test("shows its arithmetic", () => {
  const text = inspect(convolution({ input: [12, 12, 3], kernel: 5, filters: 32 }));
  assert.match(text, /multiplications of one filter\s.*5 x 5 x 3 x 8 x 8\s.*4,800/);
});

describe("bad input", () => {
  const good: ConvolutionOptions = { input: [12, 12, 3], kernel: 5, filters: 32 };
  const cases: [Partial<ConvolutionOptions>, RegExp][] = [
    [{ filters: -1 }, /^filters is -1: it must be/],
    [{ filters: 1.5 }, /^filters is 1\.5: it must be/],
    [{ kernel: 13 }, /^kernel is 13: larger than the input of 12 with padding 0/],
    [{ stride: 0 }, /^stride is 0: it must be/],
    [{ stride: 2 }, /= 4\.5 is not a whole number of positions/],
    [{ input: [12, 12, 0] }, /number of channels is 0: it must be/],
    [{ input: [12, -3, 3] }, /^input: the width is -3: it must be/],
  ];
  for (const [bad, message] of cases) {
    test(JSON.stringify(bad), () => {
      assert.throws(() => convolution({ ...good, ...bad }), { name: "RangeError", message });
    });
  }
});
