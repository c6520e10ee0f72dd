import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { onBackend } from "../../src/engines/backend";
import { type BatchStatistics, batchNormInTraining, reluGradient } from "../../src/training/nativeKernels";
import { cannotTrain, relativeDifference } from "./support";

const needsTensorflow = { skip: cannotTrain };
const EPSILON = 1e-3;

/** Inputs [x, gamma, beta, dy] whose values do not depend on the engine. */
function inputs(): [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor4D] {
  const wave = (size: number, factor: number) =>
    Float32Array.from({ length: size }, (_, i) => 2 * Math.sin(factor * i * i));
  return [
    tf.tensor4d(wave(240, 0.37), [5, 4, 4, 3]),
    tf.tensor1d([0.5, 1, -2]),
    tf.tensor1d([1, 0, 3]),
    tf.tensor4d(wave(240, 0.11), [5, 4, 4, 3]),
  ];
}

/** Batch norm as Ioffe and Szegedy 2015 write it (algorithm 1), differentiated by TF.js. */
function byFormula(): tf.Tensor[] {
  const [x, gamma, beta, dy] = inputs();
  const normalize = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return x.sub(mean).div(variance.add(EPSILON).sqrt()).mul(gamma).add(beta);
  };
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return [normalize(x, gamma, beta), mean, variance, ...tf.grads(normalize)([x, gamma, beta], dy)];
}

function byKernel(): tf.Tensor[] {
  const [x, gamma, beta, dy] = inputs();
  const kept: tf.Tensor[] = [];
  const keep = ({ mean, variance }: BatchStatistics) => kept.push(tf.keep(mean), tf.keep(variance));
  const normalize = (...given: tf.Tensor[]) =>
    batchNormInTraining(...(given as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D]), EPSILON, keep);
  const y = normalize(x, gamma, beta);
  return [y, ...kept.slice(0, 2), ...tf.grads(normalize)([x, gamma, beta], dy)];
}

const names = ["output", "mean", "variance", "gradient of x", "gradient of gamma", "gradient of beta"];

test("batch norm's kernel gives what the formula gives", needsTensorflow, () => {
  const expected = onBackend("cpu", byFormula);
  const actual = onBackend("tensorflow", byKernel);
  assert.equal(actual.length, names.length);
  for (const [i, name] of names.entries()) {
    const difference = relativeDifference(expected[i] as tf.Tensor, actual[i] as tf.Tensor);
    assert.ok(difference < 1e-5, `${name}: ${difference}`);
  }
});

test("ReLU's gradient passes where the output is positive", needsTensorflow, () => {
  onBackend("tensorflow", () => {
    const dx = reluGradient(tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([0, 5, 0, 0.1]));
    assert.deepEqual([...dx.dataSync()], [0, 2, 0, 4]);
  });
});
