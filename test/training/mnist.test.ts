import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { type Digits, mnist } from "../../src/training/mnist";

/** Digits 0 … 9 in the whole of MNIST, as its literature has them. */
const TRAIN = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
const TEST = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

let all: Digits;
let tensorsBefore: number;

before(() => {
  tensorsBefore = tf.memory().numTensors;
  all = mnist();
});

after(() => {
  all.dispose();
  assert.equal(tf.memory().numTensors, tensorsBefore);
});

function histogram(labels: tf.Tensor2D): number[] {
  return tf.tidy(() => [...labels.sum(0).dataSync()]);
}

function firstDigits(labels: tf.Tensor2D, count: number): number[] {
  return tf.tidy(() => [...labels.slice(0, count).argMax(1).dataSync()]);
}

function range(images: tf.Tensor): number[] {
  return tf.tidy(() => [...images.min().dataSync(), ...images.max().dataSync()]);
}

test("all of MNIST: sizes, digits and order of the file", () => {
  assert.deepEqual(all.train.images.shape, [60_000, 28, 28, 1]);
  assert.deepEqual(all.test.images.shape, [10_000, 28, 28, 1]);
  assert.deepEqual(histogram(all.train.labels), TRAIN);
  assert.deepEqual(histogram(all.test.labels), TEST);
  assert.deepEqual(firstDigits(all.train.labels, 5), [5, 0, 4, 1, 9]);
  assert.deepEqual(firstDigits(all.test.labels, 5), [7, 2, 1, 0, 4]);
});

test("values lie in [0, 1], with the mean that is known of the training images", () => {
  assert.deepEqual(range(all.train.images), [0, 1]);
  const mean = tf.tidy(() => all.train.images.mean().dataSync()[0] as number);
  assert.ok(Math.abs(mean - 0.1307) < 1e-4, `${mean}`);
});

test("32 x 32 is the same image in the middle of a black square", () => {
  const padded = mnist({ train: 20, test: 10, size: 32 });
  const plain = mnist({ train: 20, test: 10 });
  const difference = tf.tidy(() => {
    const expected = plain.train.images.pad([[0, 0], [2, 2], [2, 2], [0, 0]]); // prettier-ignore
    return padded.train.images.sub(expected).abs().max().dataSync()[0];
  });
  assert.equal(difference, 0);
  assert.deepEqual(range(padded.train.images), [0, 1]);
  padded.dispose();
  plain.dispose();
});

test("a part is a random choice that only the seed decides", () => {
  const choices = [1, 1, 2].map((seed) => {
    const part = mnist({ train: 1000, test: 500, seed });
    const values = [part.train, part.test].map(({ images }) => [...images.dataSync()]);
    const counts = histogram(part.train.labels);
    part.dispose();
    return { values, counts };
  });
  assert.deepEqual(choices[0]?.values, choices[1]?.values);
  assert.notDeepEqual(choices[0]?.values, choices[2]?.values);
  // Four standard deviations around the expected count of each digit.
  for (const [digit, count] of (choices[0]?.counts ?? []).entries()) {
    assert.ok(Math.abs(count - (TRAIN[digit] as number) / 60) < 4 * 10, `${count} times ${digit}`);
  }
});

test("a part has no image twice", () => {
  const part = mnist({ train: 2000, test: 1 });
  const pixels = part.train.images.dataSync();
  const images = Array.from({ length: 2000 }, (_, i) =>
    Buffer.from(pixels.slice(i * 784, (i + 1) * 784).buffer).toString("hex"),
  );
  assert.equal(new Set(images).size, 2000);
  part.dispose();
});

test("options out of range are errors that name them", () => {
  assert.throws(() => mnist({ train: 60_001 }), /^RangeError: train is 60001.*60000/);
  assert.throws(() => mnist({ train: 10, test: 0 }), /^RangeError: test is 0.*10000/);
  assert.throws(() => mnist({ train: "10" as never }), /^RangeError: train is "10"/);
  assert.throws(() => mnist({ size: "28" as never }), /^RangeError: size is "28"/);
  assert.throws(() => mnist({ train: 1.5 }), /^RangeError: train is 1\.5/);
  assert.throws(() => mnist({ size: 30 as 28 }), /^RangeError: size is 30.*28.*32/);
  assert.throws(() => mnist({ seed: NaN }), /^RangeError: seed/);
  assert.throws(
    () => mnist({ trian: 10 } as object),
    /^TypeError: options has no trian \(did you mean train\?\): mnist/,
  );
  assert.throws(() => mnist(null as never), /^TypeError: options is null/);
});
