import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { evaluate } from "../../src/training/evaluate";

test("loss and accuracy are the means over all images, whatever the batches", async () => {
  // An image is its own class probabilities: 0.8 and 0.2.
  const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 2, 1] })] });
  const count = 601;
  const images = tf.tensor4d(Array.from({ length: count }, () => [0.8, 0.2]).flat(), [count, 1, 2, 1]);
  const wrong = 100;
  const labels = tf.tensor2d(Array.from({ length: count }, (_, i) => (i < wrong ? [0, 1] : [1, 0])));
  const tensors = tf.memory().numTensors;
  const { loss, accuracy } = await evaluate(model, { images, labels });
  assert.equal(tf.memory().numTensors, tensors);
  assert.ok(Math.abs(accuracy - (count - wrong) / count) < 1e-9, `${accuracy}`);
  const expected = -(wrong * Math.log(0.2) + (count - wrong) * Math.log(0.8)) / count;
  assert.ok(Math.abs(loss - expected) < 1e-6, `${loss}`);
});
