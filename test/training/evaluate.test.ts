import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { leNet5 } from "../../src/architectures/leNet";
import { pytorchNet } from "../../src/architectures/smallNetworks";
import { compareTraining } from "../../src/training/compareTraining";
import { evaluate } from "../../src/training/evaluate";
import { fit } from "../../src/training/fit";

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

test("outputs that are no probabilities are refused, with the way to have some", async () => {
  const labels = tf.oneHot([0, 1, 2], 10) as tf.Tensor2D;
  const images = tf.ones<tf.Rank.R4>([3, 32, 32, 1]);
  const [distances, logOdds] = [leNet5(), pytorchNet()];
  const refuses = (model: tf.LayersModel, message: RegExp) =>
    assert.rejects(evaluate(model, { images, labels }), { name: "RangeError", message });
  const before = tf.memory().numTensors;
  await refuses(distances, /^The model "LeNet-5" answers an image with \[\d.*, …\].*end it in softmax/);
  await refuses(logOdds, /^The model "PyTorch_Net" answers/);
  assert.equal(tf.memory().numTensors, before);

  const probable = tf.sequential({ layers: [logOdds, tf.layers.softmax()] });
  const { loss } = await evaluate(probable, { images, labels });
  const [row = []] = (logOdds.predict(images.slice(0, 1)) as tf.Tensor2D).arraySync();
  const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
  const byHand = [0, 1, 2].map((label) => Math.log(total) - (row[label] as number));
  assert.ok(Math.abs(loss - byHand.reduce((sum, value) => sum + value) / 3) < 1e-5, `${loss}`);
});

test("what is no labelled images is refused, with the way to some", async () => {
  const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 2, 1] })] });
  const part = { images: tf.ones<tf.Rank.R4>([1, 1, 2, 1]), labels: tf.tensor2d([[1, 0]]) };
  const way =
    "has no tensors images and labels: give { images, labels }, such as digits.train or digits.test of digits = mnist().";
  const digits = { train: part, test: part };
  for (const wrong of [digits, part.images, [part.images, part.labels], null, undefined]) {
    const data = wrong as never;
    await assert.rejects(evaluate(model, data), { name: "TypeError", message: `data ${way}` });
    if (wrong === undefined) continue; // no validation
    await assert.rejects(fit(model, part, { validation: data }), {
      name: "TypeError",
      message: `validation ${way}`,
    });
  }
  await assert.rejects(compareTraining([], part as never), { message: `data.train ${way}` });
  await assert.rejects(compareTraining([], { train: part } as never), { message: `data.test ${way}` });
});

test("a model with several outputs is refused, with the way to one", async () => {
  const image = tf.input({ shape: [1, 2, 1], name: "image" });
  const outputs = [1, 2].map(() => tf.layers.flatten().apply(image) as tf.SymbolicTensor);
  const model = tf.model({ inputs: image, outputs, name: "twofold" });
  await assert.rejects(evaluate(model, { images: tf.ones([1, 1, 2, 1]), labels: tf.tensor2d([[1, 0]]) }), {
    name: "RangeError",
    message: /^The model "twofold" has 2 outputs: .*model\.outputs\[0\]/,
  });
});
