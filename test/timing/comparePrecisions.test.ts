import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { noise } from "../../src/timing/noise";
import { comparePrecisions, time } from "../../src/timing";
import { available } from "../support/engines";

const skip = available.includes("onnxruntime") ? false : "onnxruntime-node is not installed";

/** Names the brighter half of an image, from weights that can be worked out by hand. */
function brighterHalf(): tf.LayersModel {
  const { layers } = tf;
  const model = tf.sequential({
    name: "halves",
    layers: [
      layers.averagePooling2d({ poolSize: [4, 2], inputShape: [4, 4, 1] }), // left, right
      layers.flatten(),
      layers.dense({ units: 2, activation: "softmax" }),
    ],
  });
  model.setWeights([tf.tensor2d([4, -4, -4, 4], [2, 2]), tf.tensor1d([0, 0])]);
  return model;
}

/** Images, and which half of each is brighter. */
function halves(count: number): { images: tf.Tensor4D; labels: tf.Tensor2D } {
  const images = noise([count, 4, 4, 1], 7) as tf.Tensor4D;
  const labels = tf.tidy(() => {
    const [left, right] = tf.split(images, 2, 2).map((half) => half.sum([1, 2, 3]));
    const isLeft = tf.greater(left as tf.Tensor, right as tf.Tensor).toFloat();
    return tf.stack([isLeft, tf.sub(1, isLeft)], 1) as tf.Tensor2D;
  });
  return { images, labels };
}

test(
  "int8 is timed on noise like the calibration images, so nothing is to be warned of",
  { skip },
  async (t) => {
    const warn = t.mock.method(console, "warn", () => undefined);
    const model = brighterHalf();
    const calibration = noise([8, 4, 4, 1]).mul(255).sub(128);
    const { numTensors } = tf.memory();
    const timing = await time(model, { precision: "int8", calibration, runs: 1 });
    assert.equal(timing.samplesMs.length, 1);
    await comparePrecisions(model, { calibration, runs: 1 });
    assert.deepEqual(warn.mock.calls, []);
    assert.equal(tf.memory().numTensors, numTensors);
  },
);

describe("comparePrecisions", { skip }, () => {
  test("tells time, size, difference and accuracy by precision", async () => {
    const model = brighterHalf();
    const data = halves(70);
    const rows = await comparePrecisions(model, {
      calibration: data.images,
      test: data,
      runs: 3,
      threads: 1,
    });
    assert.deepEqual(
      rows.map(({ name, precision }) => [name, precision]),
      [
        ["halves", "float32"],
        ["halves", "int8"],
      ],
    );
    const [float32, int8] = rows as unknown as [(typeof rows)[0], (typeof rows)[0]];
    assert.equal(float32.samplesMs.length, 3);
    assert.equal(float32.difference, 0);
    assert.equal(float32.accuracy, 1);
    assert.ok(int8.difference > 0 && int8.difference < 0.02, `${int8.difference}`);
    assert.ok((int8.accuracy as number) > 0.95);
    assert.match(inspect(rows), /Precision.*Accuracy[^]*float32.*100\.00 %[^]*int8/);
    tf.dispose([data.images, data.labels]);
    model.dispose();
  });

  test("compares the answers to the calibration images where there are none to test with", async () => {
    const model = brighterHalf();
    const calibration = noise([5, 4, 4, 1]);
    const [, int8] = await comparePrecisions(model, { calibration, runs: 1 });
    assert.ok(int8 && int8.difference > 0 && int8.accuracy === undefined);
  });

  test("counts the wrong answers", async () => {
    const model = brighterHalf();
    const { images, labels } = halves(40);
    const wrong = tf.concat([tf.reverse(labels.slice(0, 10), 1), labels.slice(10)]);
    const [float32] = await comparePrecisions(model, {
      calibration: images,
      test: { images, labels: wrong },
      runs: 1,
    });
    assert.equal(float32?.accuracy, 0.75);
  });

  test("refuses test data that does not fit, and leaves nothing behind", async () => {
    const model = brighterHalf();
    const calibration = noise([2, 4, 4, 1]);
    const { images } = halves(3);
    const before = tf.memory().numTensors;
    const labels = tf.zeros<tf.Rank.R2>([3, 5]);
    await assert.rejects(
      comparePrecisions(model, { calibration, test: { images, labels } }),
      /RangeError: labels/,
    );
    labels.dispose();
    const refusals: [options: unknown, message: RegExp][] = [
      [undefined, /TypeError: options is undefined: give an object/],
      [{}, /TypeError: calibration is undefined: give \{ calibration: images \}/],
      [
        { callibration: calibration },
        /TypeError: options has no callibration \(did you mean calibration\?\)/,
      ],
    ];
    for (const [options, message] of refusals)
      await assert.rejects(comparePrecisions(model, options as never), message);
    assert.equal(tf.memory().numTensors, before);
  });
});
