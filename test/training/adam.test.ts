import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Adam } from "../../src/training/adam";
import "../../src/engines";
import { cannotTrain, relativeDifference } from "./support";

const needsTensorflow = { skip: cannotTrain };

/** A valley that is steep across and flat along, over weights of different shapes. */
function loss(weights: tf.Variable[]): tf.Scalar {
  const [matrix, vector] = weights as [tf.Variable, tf.Variable];
  return matrix.square().mul([10, 0.1]).sum().add(vector.sub(3).square().sum()).asScalar();
}

function gradients(weights: tf.Variable[]): tf.Tensor[] {
  const { grads } = tf.variableGrads(() => loss(weights), weights);
  return weights.map(({ name }) => grads[name] as tf.Tensor);
}

function start(): tf.Variable[] {
  return [tf.variable(tf.tensor2d([1, -2, 3, 4], [2, 2])), tf.variable(tf.tensor1d([5, -6, 0.5]))];
}

test("takes the same steps as TF.js's Adam", needsTensorflow, () => {
  const [origin, ours, theirs] = [start(), start(), start()];
  const adam = new Adam(ours);
  const reference = tf.train.adam(0.1, 0.9, 0.999, 1e-7);
  for (let i = 0; i < 20; i++) {
    tf.tidy(() => adam.step(gradients(ours), 0.1));
    reference.minimize(() => loss(theirs), false, theirs);
  }
  for (const [i, weight] of theirs.entries()) {
    // The same steps in double precision lie between the two, 6e-6 from each.
    assert.ok(relativeDifference(weight, ours[i] as tf.Tensor) < 2e-5);
    assert.ok(relativeDifference(origin[i] as tf.Tensor, weight) > 0.1, "the steps have moved the weights");
  }
});

test(
  "each step has its own rate, by which the first ones move a weight under a constant gradient",
  needsTensorflow,
  () => {
    const weight = tf.variable(tf.tensor1d([1, 1]));
    const adam = new Adam([weight]);
    for (const rate of [0.1, 0.01]) {
      const [before = NaN] = weight.dataSync();
      tf.tidy(() => adam.step([tf.tensor1d([2, 2])], rate));
      const [after = NaN] = weight.dataSync();
      assert.ok(Math.abs(before - after - rate) < 1e-6, `${before - after}`);
    }
  },
);

test("weights that change between two steps go on from there", needsTensorflow, () => {
  const weight = tf.variable(tf.tensor1d([1, 1]));
  const adam = new Adam([weight]);
  tf.tidy(() => adam.step([tf.tensor1d([2, 2])], 0.1));
  weight.assign(tf.tensor1d([10, 20]));
  tf.tidy(() => adam.step([tf.tensor1d([2, 2])], 0.1));
  const [first = NaN, second = NaN] = weight.dataSync();
  assert.ok(Math.abs(first - 9.9) < 1e-5 && Math.abs(second - 19.9) < 1e-5, `${first}, ${second}`);
  adam.dispose();
});

test("values that were read before a step stay as they were", needsTensorflow, () => {
  const weight = tf.variable(tf.tensor1d([1, 1]));
  const adam = new Adam([weight]);
  const kept: tf.Tensor[] = [];
  for (let i = 0; i < 3; i++) {
    kept.push(weight.clone());
    tf.tidy(() => adam.step([tf.tensor1d([2, 2])], 0.1));
  }
  const first = kept.map((values) => values.dataSync()[0] as number);
  assert.ok(
    first.every((value, i) => Math.abs(value - (1 - i * 0.1)) < 1e-5),
    first.join(", "),
  );
  adam.dispose();
});

test("frees all that it made but the weights", needsTensorflow, () => {
  const weights = start();
  const before = tf.memory().numTensors;
  const adam = new Adam(weights);
  for (let i = 0; i < 3; i++) tf.tidy(() => adam.step(gradients(weights), 0.1));
  adam.dispose();
  assert.equal(tf.memory().numTensors, before);
});
