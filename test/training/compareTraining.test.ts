import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { compareTraining } from "../../src/training/compareTraining";
import { evaluate } from "../../src/training/evaluate";
import { type Digits, mnist } from "../../src/training/mnist";
import type { TrainedNetwork } from "../../src/training/trainedNetwork";
import { cannotTrain, smallNetwork } from "./support";

const needsTensorflow = { skip: cannotTrain };
let digits: Digits;

before(() => {
  digits = mnist({ train: 500, test: 250 });
});
after(() => digits.dispose());

test("trains and tests each network in the same way, and disposes it", needsTensorflow, async () => {
  const tensors = tf.memory().numTensors;
  const builders = {
    plain: () => smallNetwork(),
    again: () => smallNetwork(),
    other: () => smallNetwork({ batchNorm: true }),
  };
  const rows = await compareTraining(builders, digits, {
    epochs: 2,
    batchSize: 20,
    learningRate: 0.003,
    seed: 3,
  });
  assert.equal(tf.memory().numTensors, tensors);

  assert.deepEqual(rows.map(({ name }) => name), ["plain", "again", "other"]); // prettier-ignore
  const [plain, again, other] = rows as TrainedNetwork[] as [TrainedNetwork, TrainedNetwork, TrainedNetwork];
  // By hand: 3·3·1·8 + 8, 3·3·8·16 + 16, 5·5·16·10 + 10; four numbers a channel for batch norm.
  assert.equal(plain.params, 80 + 1168 + 4010);
  assert.equal(other.params, plain.params + 4 * 8);
  assert.equal(plain.macs, 26 * 26 * 72 + 11 * 11 * 1152 + 4000);
  assert.deepEqual(
    plain.curve.map(({ epoch }) => Math.round(10 * epoch)),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  assert.ok(Math.abs(plain.testLoss - again.testLoss) < 1e-3, `${plain.testLoss} and ${again.testLoss}`);
  assert.ok(plain.testAccuracy > 0.5 && plain.seconds > 0);
  const { trainImages, testImages, epochs, batchSize, learningRate, seed, engine } = plain;
  assert.deepEqual(
    { trainImages, testImages, epochs, batchSize, learningRate, seed, engine },
    {
      trainImages: 500,
      testImages: 250,
      epochs: 2,
      batchSize: 20,
      learningRate: 0.003,
      seed: 3,
      engine: "tensorflow",
    },
  );
  assert.match(inspect(rows), /500 images, 250 to test, 2 epochs.*\n[^]*plain +5,258/);
  assert.deepEqual(JSON.parse(JSON.stringify(rows)), [...rows]);
});

test(
  "a list names its networks by their models; a builder that throws leaves nothing behind",
  needsTensorflow,
  async () => {
    const named = () => tf.sequential({ name: "tiny", layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 10, activation: "softmax" })] }); // prettier-ignore
    const [row] = await compareTraining([named], digits, { epochs: 1 });
    assert.equal(row?.name, "tiny");
    const tensors = tf.memory().numTensors;
    const broken = () => {
      throw new Error("cannot build");
    };
    await assert.rejects(compareTraining([named, broken], digits, { epochs: 1 }), /cannot build/);
    assert.equal(tf.memory().numTensors, tensors);
  },
);

test("a model that was there before is trained on and kept", needsTensorflow, async () => {
  const mine = smallNetwork();
  const [row] = await compareTraining({ mine: () => mine }, digits, { epochs: 1, seed: 3 });
  const { accuracy, loss } = await evaluate(mine, digits.test);
  assert.deepEqual({ accuracy, loss }, { accuracy: row?.testAccuracy, loss: row?.testLoss });
  mine.dispose();
});

test("a model that is disposed is named", needsTensorflow, async () => {
  const gone = smallNetwork();
  gone.dispose();
  await assert.rejects(compareTraining([() => gone], digits), /is disposed: build it again/);
  await assert.rejects(
    compareTraining([() => undefined as never], digits),
    /^TypeError: model is no tf.LayersModel/,
  );
});

test("no networks at all is an error", needsTensorflow, async () => {
  await assert.rejects(compareTraining([], digits), /^RangeError: builders is empty/);
  for (const builders of [null, smallNetwork, [smallNetwork()], { plain: null }]) {
    await assert.rejects(
      compareTraining(builders as never, digits),
      /^TypeError: builders is not a list of functions: give \{ name: \(\) => model/,
    );
  }
});

test("an option that there is not is refused", async () => {
  const training = compareTraining([smallNetwork], digits, { epoch: 1 } as object);
  await assert.rejects(
    training,
    /^TypeError: options has no epoch \(did you mean epochs\?\): compareTraining/,
  );
});
