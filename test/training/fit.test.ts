import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { leNet5Modern } from "../../src/architectures/leNet";
import { evaluate } from "../../src/training/evaluate";
import { fit } from "../../src/training/fit";
import { type Digits, mnist } from "../../src/training/mnist";
import { cannotTrain, smallNetwork } from "./support";

const needsTensorflow = { skip: cannotTrain };
let digits: Digits;

before(() => {
  digits = mnist({ train: 1000, test: 1000 });
});
after(() => digits.dispose());

test("a small network learns a thousand digits", needsTensorflow, async () => {
  const model = smallNetwork();
  const untrained = await evaluate(model, digits.test);
  assert.ok(untrained.accuracy < 0.3, `${untrained.accuracy}`);
  const rows = await fit(model, digits.train, {
    epochs: 6,
    batchSize: 32,
    learningRate: 0.003,
    validation: digits.test,
  });

  assert.deepEqual(rows.map(({ epoch }) => epoch), [1, 2, 3, 4, 5, 6]); // prettier-ignore
  assert.ok((rows[5]?.loss ?? NaN) < (rows[0]?.loss ?? NaN) / 2);
  const tested = await evaluate(model, digits.test);
  assert.ok(tested.accuracy > 0.85, `${tested.accuracy}`);
  const last = rows[5];
  assert.deepEqual({ accuracy: last?.valAccuracy, loss: last?.valLoss }, tested);
  model.dispose();
});

test("batch norm's statistics follow a short training", needsTensorflow, async () => {
  const model = leNet5Modern({ inputShape: [28, 28, 1], batchNorm: true });
  const [row] = (await fit(model, digits.train, { epochs: 6, batchSize: 32, validation: digits.test })).slice(
    -1,
  );
  assert.ok((row?.valAccuracy ?? NaN) > 0.85, `${row?.valAccuracy}`);
  model.dispose();
});

test(
  "the same seed gives the same training, dropout included; another seed another",
  needsTensorflow,
  async () => {
    const losses = async (seed: number) => {
      const model = smallNetwork({ dropout: 0.5, batchNorm: true });
      const [row] = await fit(model, digits.train, { epochs: 1, seed });
      model.dispose();
      return row?.loss ?? NaN;
    };
    const [first, again, other] = [await losses(1), await losses(1), await losses(2)];
    assert.ok(Math.abs(first - again) < 1e-5, `${first} and ${again}`);
    assert.ok(Math.abs(first - other) > 1e-3, `${first} and ${other}`);
  },
);

test("leaves no tensor behind, and the layers as they were", needsTensorflow, async () => {
  const model = smallNetwork({ dropout: 0.5, batchNorm: true });
  const tensors = tf.memory().numTensors;
  await fit(model, digits.train, { epochs: 1, validation: digits.test });
  assert.equal(tf.memory().numTensors, tensors);
  assert.ok(!model.layers.some((layer) => Object.hasOwn(layer, "call")));
  model.dispose();
});

test("every image counts once an epoch, also in a last batch that is smaller", needsTensorflow, async () => {
  // At a vanishing rate the network stays as it is, so the epoch's means are those of evaluate.
  const model = smallNetwork();
  const { loss, accuracy } = await evaluate(model, digits.train);
  const [row] = await fit(model, digits.train, { epochs: 1, batchSize: 300, learningRate: 1e-12 });
  assert.ok(Math.abs((row?.loss ?? NaN) - loss) < 1e-4, `${row?.loss} and ${loss}`);
  assert.ok(Math.abs((row?.accuracy ?? NaN) - accuracy) < 1e-6, `${row?.accuracy} and ${accuracy}`);
  model.dispose();
});

test("frozen layers keep their weights", needsTensorflow, async () => {
  const model = smallNetwork();
  const [first, last] = [model.layers[0], model.layers.at(-1)] as [tf.layers.Layer, tf.layers.Layer];
  first.trainable = false;
  const kernels = () => [first, last].map((layer) => [...(layer.getWeights()[0] as tf.Tensor).dataSync()]);
  const [frozen, free] = kernels();
  await fit(model, digits.train, { epochs: 1 });
  const [frozenNow, freeNow] = kernels();
  assert.deepEqual(frozenNow, frozen);
  assert.notDeepEqual(freeNow, free);
  model.dispose();
});

test("other engines refuse to train, with the way out", needsTensorflow, async () => {
  const model = smallNetwork();
  for (const backend of ["wasm", "cpu"]) {
    await tf.setBackend(backend);
    await assert.rejects(fit(model, digits.train), {
      message: new RegExp(`"${backend}".*setBackend\\("tensorflow"\\)`),
    });
  }
  await tf.setBackend("tensorflow");
  model.dispose();
});

test(
  "without the engine the error says how to get it",
  { skip: cannotTrain === false && "the engine is here" },
  async () => {
    await assert.rejects(fit(smallNetwork(), digits.train), /"tensorflow" is not available: .*npm run setup/);
  },
);

test("bad input is an error that names it", needsTensorflow, async () => {
  const model = smallNetwork();
  const { images, labels } = digits.train;
  await assert.rejects(fit(model, digits.train, { epochs: 0 }), /^RangeError: epochs is 0/);
  const half = labels.slice(0, 500);
  await assert.rejects(
    fit(model, { images, labels: half }),
    /^RangeError: There are 1000 images and 500 labels/,
  );
  const padded = images.pad<tf.Tensor4D>([[0, 0], [2, 2], [2, 2], [0, 0]]); // prettier-ignore
  await assert.rejects(
    fit(model, { images: padded, labels }),
    /^RangeError: images have the shape \[n, 32, 32, 1\].*\[n, 28, 28, 1\]/,
  );
  const five = labels.slice([0, 0], [1000, 5]);
  await assert.rejects(
    evaluate(model, { images, labels: five }),
    /^RangeError: labels have the shape \[n, 5\].*\[n, 10\]/,
  );
  tf.dispose([half, padded, five]);
  model.dispose();
});

test("a training that diverges says so", needsTensorflow, async () => {
  const model = smallNetwork();
  const kernel = model.getWeights()[0] as tf.Tensor;
  model.layers[0]?.setWeights([tf.fill(kernel.shape, NaN), tf.zeros([8])]);
  const tensors = tf.memory().numTensors;
  await assert.rejects(fit(model, digits.train), /diverged.*learningRate below 0\.001/);
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});

test("an option that there is not is refused", async () => {
  const model = smallNetwork();
  const training = fit(model, digits.train, { batchsize: 8 } as object);
  await assert.rejects(
    training,
    /^TypeError: options has no batchsize \(did you mean batchSize\?\): fit takes/,
  );
  model.dispose();
});
