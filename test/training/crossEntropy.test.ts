import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { meanCrossEntropy } from "../../src/training/crossEntropy";
import "../../src/engines";
import { assertGradients } from "../layers/gradients";
import { relativeDifference } from "./support";

const labels = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0], [5, 3]);

/** Rows that sum to 1, to less, to more; one whose right class has no probability at all, one that is certain. */
const probabilities = tf.tensor2d(
  [0.7, 0.2, 0.1, 0.1, 0.3, 0.2, 0.9, 0.8, 0.4, 0, 0.5, 0.5, 0, 1, 0],
  [5, 3],
);

/** Under a factor, since a loss is rarely all that a step descends. */
function lossAndGradient(loss: (p: tf.Tensor) => tf.Tensor): [tf.Tensor, tf.Tensor] {
  const scaled = (p: tf.Tensor) => loss(p).mul(3);
  return [scaled(probabilities), tf.grad(scaled)(probabilities)];
}

test("is what TF.js's metric is in the mean, and its gradient too", () => {
  const expected = lossAndGradient((p) => tf.metrics.categoricalCrossentropy(labels, p).mean());
  const actual = lossAndGradient((p) => meanCrossEntropy(labels, p as tf.Tensor2D));
  for (const [i, tensor] of expected.entries()) {
    const difference = relativeDifference(tensor, actual[i] as tf.Tensor);
    assert.ok(difference < 1e-6, `${["loss", "gradient"][i]}: ${difference}`);
  }
});

test("of certain, even and hopeless guesses it is 0, log 2 and log 10,000,000", () => {
  const of = (p: number, q: number) =>
    meanCrossEntropy(tf.tensor2d([[1, 0]]), tf.tensor2d([[p, q]])).dataSync()[0] as number;
  assert.ok(Math.abs(of(1, 0)) < 1e-6);
  assert.ok(Math.abs(of(0.5, 0.5) - Math.log(2)) < 1e-6);
  assert.ok(Math.abs(of(0, 1) - Math.log(1e7)) < 1e-4);
});

test("its gradient is the slope that finite differences measure", () => {
  const p = tf.variable(probabilities.slice([0, 0], [3, 3]));
  assertGradients(() => meanCrossEntropy(labels.slice([0, 0], [3, 3]), p), { p });
  p.dispose();
});
