import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { useTrainingCalls } from "../../src/training/trainingCalls";
import { cannotTrain, pair, relativeDifference } from "./support";

const needsTensorflow = { skip: cannotTrain };

function apply(model: tf.LayersModel, x: tf.Tensor, training: boolean): tf.Tensor {
  return model.apply(x, { training }) as tf.Tensor;
}

function dropoutModel(noiseShape?: number[]): tf.LayersModel {
  return tf.sequential({ layers: [tf.layers.dropout({ inputShape: [20, 50], rate: 0.3, noiseShape })] });
}

test("dropout draws a new mask at each step, and only the seed decides which", needsTensorflow, () => {
  const ones = tf.ones([10, 20, 50]);
  const masks = (seed: number) => {
    const model = dropoutModel();
    useTrainingCalls(model, seed);
    return [apply(model, ones, true), apply(model, ones, true)].map((mask) => [...mask.dataSync()]);
  };
  const [first, second] = masks(1);
  assert.deepEqual(masks(1), [first, second]);
  assert.notDeepEqual(first, second);
  assert.notDeepEqual(masks(2)[0], first);
});

test("dropout drops its share and scales the rest, and does nothing at inference", needsTensorflow, () => {
  const model = dropoutModel();
  useTrainingCalls(model, 1);
  const ones = tf.ones([10, 20, 50]);
  const values = [...apply(model, ones, true).dataSync()];
  const kept = values.filter((value) => value !== 0);
  assert.ok(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6));
  // 10,000 draws: four standard deviations of 0.0046.
  assert.ok(Math.abs(kept.length / values.length - 0.7) < 0.0184, `${kept.length}`);
  assert.deepEqual([...apply(model, ones, false).dataSync()], [...ones.dataSync()]);
});

test("dropout's noiseShape drops whole rows together", needsTensorflow, () => {
  const model = dropoutModel([10, 20, 1]);
  useTrainingCalls(model, 1);
  const sums = [
    ...apply(model, tf.ones([10, 20, 50]), true)
      .sum(2)
      .dataSync(),
  ];
  assert.ok(sums.every((sum) => sum === 0 || Math.abs(sum - 50 / 0.7) < 1e-3));
  assert.ok(sums.includes(0) && sums.some((sum) => sum > 0));
});

test(
  "batch norm follows its batches as TF.js's own layer does, in two and four dimensions",
  needsTensorflow,
  () => {
    for (const shape of [[6], [5, 4, 6]]) {
      const x = tf.randomNormal([32, ...shape], 3, 2, "float32", 1);
      const [own, fused] = pair(() =>
        tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: shape, momentum: 0.8 })] }),
      );
      useTrainingCalls(fused, 1);
      assert.ok(relativeDifference(apply(own, x, true), apply(fused, x, true)) < 1e-5);
      for (const [i, weight] of own.getWeights().entries()) {
        assert.ok(relativeDifference(weight, fused.getWeights()[i] as tf.Tensor) < 1e-5);
      }
      assert.ok(relativeDifference(apply(own, x, false), apply(fused, x, false)) < 1e-5);
    }
  },
);

test("batch norm without a scale trains, where TF.js's own layer throws", needsTensorflow, () => {
  const model = tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [3], scale: false })] });
  const x = tf.randomNormal([100, 3], 5, 2, "float32", 1);
  assert.throws(() => apply(model, x, true));
  useTrainingCalls(model, 1);
  const { mean, variance } = tf.moments(apply(model, x, true), 0);
  assert.ok([...mean.dataSync()].every((value) => Math.abs(value) < 1e-4));
  assert.ok([...variance.dataSync()].every((value) => Math.abs(value - 1) < 1e-2));
});

test("layers get their own way back, nested models too", needsTensorflow, () => {
  const inner = dropoutModel();
  const model = tf.sequential({ layers: [inner] });
  const layer = inner.layers[0] as tf.layers.Layer;
  const replaced = () => Object.hasOwn(layer, "call");
  const restore = useTrainingCalls(model, 1);
  assert.equal(replaced(), true);
  restore();
  assert.equal(replaced(), false);
});

test("ReLU's gradient stays right on the other engines", needsTensorflow, async () => {
  useTrainingCalls(dropoutModel(), 1);
  for (const backend of ["tensorflow", "cpu", "wasm"]) {
    await tf.setBackend(backend);
    const dx = tf.grad((x) => tf.relu(x))(tf.tensor1d([-1, 0, 2, 3]), tf.tensor1d([1, 2, 3, 4]));
    assert.deepEqual([...(await dx.data())], [0, 0, 3, 4], backend);
  }
  await tf.setBackend("tensorflow");
});
