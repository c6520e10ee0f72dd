import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import { cost } from "../../src/inspect";
import { l2Pooling2d, type L2Pooling2DConfig } from "../../src/layers/l2Pooling2d";
import { cannotTrain } from "../training/support";
import { assertLayerGradients } from "./gradients";
import { assertFreesAllButOutput } from "./support";
import { backends } from "../support/engines";

/** 3 rows and 4 columns of one channel. */
const image = [
  [3, 4, 0, 0],
  [0, 0, 0, 0],
  [-6, 8, 0, -5],
];

function pooled(config: L2Pooling2DConfig): number[][] {
  const x = tf.tensor2d(image).reshape([1, 3, 4, 1]);
  const y = l2Pooling2d(config).apply(x) as tf.Tensor;
  return y.reshape<tf.Tensor2D>(y.shape.slice(1, 3)).arraySync();
}

function assertClose(actual: number[][], expected: number[][]): void {
  assert.deepEqual([actual.length, actual[0]?.length], [expected.length, expected[0]?.length]);
  for (const [i, value] of expected.flat().entries()) {
    assert.ok(Math.abs((actual.flat()[i] as number) - value) < 1e-5, `${actual.flat()[i]}, not ${value}`);
  }
}

for (const engine of backends) {
  describe(`on ${engine}, the root of each window's sum of squares`, () => {
    const on = (config: L2Pooling2DConfig) => onBackend(engine, () => pooled(config));

    test("2 x 2 windows side by side; the last row is left out", () => {
      assertClose(on({ poolSize: 2 }), [[5, 0]]);
    });

    test("overlapping windows", () => {
      assertClose(on({ poolSize: [2, 3], strides: 1 }), [
        [5, 4],
        [10, Math.sqrt(89)],
      ]);
    });

    test("'same' fills up with zeros, which take no part", () => {
      assertClose(on({ poolSize: 2, padding: "same" }), [
        [5, 0],
        [10, 5],
      ]);
      // Zeros all around: one row and one column on each side.
      assertClose(on({ poolSize: 3, strides: 3, padding: "same" }), [[Math.sqrt(125), 5]]);
    });

    test("a square of equal values gives their value times the window's side", () => {
      const y = onBackend(engine, () => {
        const output = l2Pooling2d({ poolSize: 3 }).apply(tf.fill([2, 6, 6, 5], -0.7)) as tf.Tensor;
        return [...output.dataSync()];
      });
      assert.equal(y.length, 2 * 2 * 2 * 5);
      assert.ok(y.every((value) => Math.abs(value - 2.1) < 1e-5));
    });
  });
}

for (const padding of ["valid", "same"] as const) {
  test(`its gradient is right with padding "${padding}"`, { skip: cannotTrain }, () => {
    const layer = l2Pooling2d({ poolSize: 3, strides: 2, padding });
    assertLayerGradients(layer, tf.randomNormal([2, 6, 7, 3], 0, 1, "float32", 9));
  });
}

test("a window of zeros hands back the gradient 0", () => {
  const layer = l2Pooling2d({ poolSize: 1 });
  const gradient = tf.grad((x) => layer.apply(x) as tf.Tensor)(tf.tensor4d([0, 2, -3], [1, 1, 3, 1]));
  assert.deepEqual([...gradient.dataSync()], [0, 1, -1]);
});

test("shape and cost", () => {
  const x = tf.input({ shape: [13, 13, 8] });
  const outputs = l2Pooling2d({ poolSize: 3, strides: 2 }).apply(x) as tf.SymbolicTensor;
  const { totals, uncounted } = cost(tf.model({ inputs: x, outputs }));
  assert.deepEqual(outputs.shape, [null, 6, 6, 8]);
  assert.deepEqual([totals.macs, totals.params, uncounted], [0, 0, []]);
});

test("an input that is no image, or smaller than the window, is refused", () => {
  assert.throws(() => l2Pooling2d().apply(tf.input({ shape: [4] })), /expected ndim=4, found ndim=2/);
  const small = tf.input({ shape: [2, 4, 1] });
  assert.throws(() => l2Pooling2d({ poolSize: 3 }).apply(small), {
    name: "RangeError",
    message: /^poolSize is 3, larger than the layer's input of 2 x 4: give at most 2/,
  });
  const same = l2Pooling2d({ poolSize: 3, padding: "same" }).apply(small) as tf.SymbolicTensor;
  assert.deepEqual(same.shape, [null, 1, 2, 1]);
});

test("a call leaves only its output in memory", () => {
  assertFreesAllButOutput(l2Pooling2d({ padding: "same" }), tf.ones([1, 5, 5, 2]));
});
