import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import { scaledTanh } from "../../src/layers/scaledTanh";
import { cannotTrain } from "../training/support";
import { assertLayerGradients } from "./gradients";
import { assertFreesAllButOutput } from "./support";
import { backends } from "../support/engines";

describe("1.7159 tanh(2/3 a)", () => {
  const values = [-20, -3, -1, -0.25, 0, 1e-3, 0.5, 1, 2, 20];
  for (const engine of backends) {
    test(`on ${engine}`, () => {
      const y = onBackend(engine, () => (scaledTanh().apply(tf.tensor1d(values)) as tf.Tensor).dataSync());
      for (const [i, a] of values.entries()) {
        assert.ok(Math.abs((y[i] as number) - 1.7159 * Math.tanh((2 * a) / 3)) < 1e-6, `f(${a}) = ${y[i]}`);
      }
    });
  }
});

test("f(1) = 1 and f(-1) = -1, as the paper chose the constants", () => {
  const [above, below] = (scaledTanh().apply(tf.tensor1d([1, -1])) as tf.Tensor).dataSync();
  assert.ok(Math.abs((above as number) - 1) < 2e-5);
  assert.ok(Math.abs((below as number) + 1) < 2e-5);
});

test("its gradient is right", { skip: cannotTrain }, () => {
  assertLayerGradients(scaledTanh(), tf.randomNormal([4, 5], 0, 1, "float32", 9));
});

test("it keeps the shape, open sizes included", () => {
  const y = scaledTanh().apply(tf.input({ shape: [null, 3] })) as tf.SymbolicTensor;
  assert.deepEqual(y.shape, [null, null, 3]);
});

test("it leaves nothing in memory", () => {
  assertFreesAllButOutput(scaledTanh(), tf.ones([3]));
});
