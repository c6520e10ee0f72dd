import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import { cost } from "../../src/inspect";
import { subsampling2d } from "../../src/layers/subsampling2d";
import { cannotTrain } from "../training/support";
import { assertLayerGradients } from "./gradients";
import { assertFreesAllButOutput, modelOf, reloaded } from "./support";
import { backends } from "../support/engines";

const squashed = (a: number) => 1.7159 * Math.tanh((2 * a) / 3);

function assertClose(actual: ArrayLike<number>, expected: number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs((actual[i] as number) - value) < 1e-5, `${actual[i]}, not ${value}`);
  }
}

describe("the sum of each window, times a coefficient, plus a bias, squashed", () => {
  for (const engine of backends) {
    test(`on ${engine}`, () => {
      onBackend(engine, () => {
        // One image of 3 x 4 with two maps; the third row has no window.
        const first = [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
          [100, 100, 100, 100],
        ];
        const image = tf.tensor(first.map((row) => row.map((value) => [value, -value]))).expandDims(0);
        const layer = subsampling2d();
        layer.build([null, 3, 4, 2] as never);
        layer.setWeights([tf.tensor1d([0.1, 0.01]), tf.tensor1d([-1, 0.5])]);
        const y = layer.apply(image) as tf.Tensor;
        assert.deepEqual(y.shape, [1, 1, 2, 2]);
        const sums = [1 + 2 + 5 + 6, 3 + 4 + 7 + 8];
        assertClose(
          y.dataSync(),
          sums.flatMap((sum) => [squashed(0.1 * sum - 1), squashed(-0.01 * sum + 0.5)]),
        );
      });
    });
  }
});

test("it starts as the squashed mean of a window", () => {
  const y = subsampling2d().apply(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1])) as tf.Tensor;
  assertClose(y.dataSync(), [squashed(3)]);
});

test("its gradients are right", { skip: cannotTrain }, () => {
  assertLayerGradients(subsampling2d(), tf.randomNormal([2, 4, 6, 3], 0, 1, "float32", 9));
});

test("the paper's S2: 12 parameters in 5,880 connections; no multiply-adds, none uncounted", () => {
  const layer = subsampling2d();
  const { totals, uncounted } = cost(modelOf(layer, [28, 28, 6]));
  assert.equal(totals.params, 12);
  assert.equal(totals.macs, 0);
  assert.deepEqual(uncounted, []);
  assert.equal(layer.connections([1, 28, 28, 6], [1, 14, 14, 6]), 5_880);
});

test("saved and loaded it is the same", async () => {
  const coefficientInitializer = tf.initializers.randomUniform({ minval: -0.6, maxval: 0.6, seed: 4 });
  const model = modelOf(subsampling2d({ name: "S2", coefficientInitializer }), [6, 6, 3]);
  const image = tf.randomNormal([1, 6, 6, 3], 0, 1, "float32", 2);
  const copy = await reloaded(model);
  const [ours, theirs] = [model, copy].map((each) => (each.predict(image) as tf.Tensor).dataSync());
  assert.deepEqual(theirs, ours);
  assert.deepEqual(copy.getLayer("S2").getConfig(), model.getLayer("S2").getConfig());
});

test("open sizes stay open, sizes below 2 are refused", () => {
  const shape = (...size: (number | null)[]) =>
    (subsampling2d().apply(tf.input({ shape: size })) as tf.SymbolicTensor).shape;
  assert.deepEqual(shape(null, 5, 3), [null, null, 2, 3]);
  const before = tf.memory().numTensors;
  assert.throws(() => shape(4, 1, 3), {
    name: "RangeError",
    message: /^The width of the maps is 1: .*at least 2/,
  });
  assert.throws(() => shape(3), /expected ndim=4, found ndim=2/);
  assert.equal(tf.memory().numTensors, before);
});

test("it leaves nothing in memory", () => {
  assertFreesAllButOutput(subsampling2d(), tf.ones([1, 4, 4, 2]));
});
