import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { load } from "../../src/engines";
import { discard } from "../../src/engines/discard";
import { noise } from "../../src/timing/noise";
import { available, backends } from "../support/engines";

const caller = tf.getBackend();

/** A nested model, a shared layer, a frozen one, batch norm and dropout: what makes copying a model hard. */
function branching(): tf.LayersModel {
  const stem = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, trainable: false }),
      tf.layers.batchNormalization({ momentum: 0 }),
      tf.layers.reLU(),
    ],
  });
  const image = tf.input({ shape: [8, 8, 3] });
  const shared = tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu" });
  const x = stem.apply(image);
  const y = tf.layers.add().apply([shared.apply(x), shared.apply(shared.apply(x))] as tf.SymbolicTensor[]);
  const flat = tf.layers.dropout({ rate: 0.5 }).apply(tf.layers.flatten().apply(y));
  const outputs = tf.layers.dense({ units: 3 }).apply(flat) as tf.SymbolicTensor;
  const model = tf.model({ name: "branching", inputs: image, outputs });
  tf.tidy(() => void model.apply(noise([4, 8, 8, 3], 9), { training: true })); // moves batch norm's statistics
  return model;
}

let before: Record<string, number>;
beforeEach(() => {
  before = memory();
});
/** Tensors and bytes in all, and what each backend holds by its own account. */
function memory(): Record<string, number> {
  const { numTensors, numBytes } = tf.memory();
  return {
    numTensors,
    numBytes,
    ...Object.fromEntries(backends.map((name) => [name, tf.findBackend(name).numDataIds()])),
  };
}

function assertClose(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(value - (actual[i] ?? NaN)) < 1e-5, `${actual[i]} is not ${value}`),
  );
}

for (const engine of available) {
  describe(`a session on ${engine}`, () => {
    test("computes what the model computes, and leaves nothing behind", async () => {
      const model = branching();
      const images = noise([2, 8, 8, 3]);
      const expected = tf.tidy(() => (model.predict(images) as tf.Tensor).dataSync<"float32">());

      const session = await load(model, { engine });
      assert.equal(session.engine.name, engine);
      for (let i = 0; i < 2; i++) {
        const output = await session.predict(images);
        assert.deepEqual(output.shape, [2, 3]);
        assertClose(await output.data<"float32">(), expected);
        output.dispose();
      }
      await session.dispose();
      await session.dispose();

      images.dispose();
      discard(model);
      assert.deepEqual(memory(), before);
    });

    test("is a snapshot: training and disposing the model do not reach it", async () => {
      const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [3], units: 2 })] });
      const images = noise([2, 3]);
      const session = await load(model, { engine });
      const output = await session.predict(images);
      const expected = await output.data<"float32">();

      model.compile({ loss: "meanSquaredError", optimizer: "sgd" });
      const labels = tf.ones([2, 2]);
      await model.trainOnBatch(images, labels);
      const trained = model.predict(images) as tf.Tensor;
      assert.notDeepEqual(await trained.data<"float32">(), expected);
      discard(model);
      const later = await session.predict(images);
      assert.deepEqual(await later.data<"float32">(), expected);

      tf.dispose([images, labels, output, trained, later]);
      await session.dispose();
      assert.deepEqual(memory(), before);
    });

    test("never shows its backend to anyone, and gives tensors to the caller's", async () => {
      const model = branching();
      const images = noise([1, 8, 8, 3]);
      for (const mine of backends) {
        void tf.setBackend(mine);
        const loading = load(model, { engine });
        assert.equal(tf.getBackend(), mine);
        const session = await loading;
        const predicting = session.predict(images);
        assert.equal(tf.getBackend(), mine);
        const output = await predicting;
        assert.equal(tf.findBackend(mine).refCount(output.dataId), 1);
        output.dispose();
        await session.dispose();
      }
      void tf.setBackend(caller);
      images.dispose();
      discard(model);
      assert.deepEqual(memory(), before);
    });
  });
}

for (const engine of backends) {
  describe(`a session on ${engine}`, () => {
    test("shares the weights that lie there already", async () => {
      void tf.setBackend(engine);
      const model = branching();
      const built = tf.memory().numDataBuffers;
      const session = await load(model, { engine });
      assert.equal(tf.memory().numDataBuffers, built);
      await session.dispose();
      discard(model);
      void tf.setBackend(caller);
    });

    test("copies separable convolutions of several kernels a channel, in nested models too", async () => {
      void tf.setBackend(engine);
      const separable = (name: string) =>
        tf.layers.separableConv2d({ name, filters: 3, kernelSize: 3, depthMultiplier: 2 });
      const image = tf.input({ shape: [8, 8, 2] });
      const inner = tf.sequential({
        layers: [tf.layers.inputLayer({ inputShape: [6, 6, 3] }), separable("b")],
      });
      const outputs = inner.apply(separable("a").apply(image)) as tf.SymbolicTensor;
      const model = tf.model({ inputs: image, outputs });
      const images = noise([1, 8, 8, 2], 1);
      const session = await load(model, { engine });
      const [expected, output] = [model.predict(images) as tf.Tensor, await session.predict(images)];
      assertClose(output.dataSync<"float32">(), expected.dataSync<"float32">());
      tf.dispose([images, expected, output]);
      await session.dispose();
      discard(model);
      void tf.setBackend(caller);
    });

    test("restores the backend and frees what it took when a layer fails", async () => {
      const model = tf.sequential({
        layers: [new Fails({ inputShape: [2] }), tf.layers.dense({ units: 1 })],
      });
      const session = await load(model, { engine });
      const images = tf.ones([1, 2]);
      await assert.rejects(session.predict(images), /fails on purpose/);
      assert.equal(tf.getBackend(), caller);
      images.dispose();
      await session.dispose();
      discard(model);
      assert.deepEqual(memory(), before);
    });
  });
}

class Fails extends tf.layers.Layer {
  static className = "Fails";
  override call(): tf.Tensor {
    tf.ones([100]);
    throw new Error("fails on purpose");
  }
}
tf.serialization.registerClass(Fails);

test("loading draws no weights", async () => {
  // TF.js warns whenever this initializer draws for more than 2,000 weights.
  const warn = mock.method(console, "warn", () => undefined);
  const inner = tf.sequential({
    layers: [tf.layers.dense({ inputShape: [50], units: 50, kernelInitializer: "orthogonal" })],
  });
  const model = tf.sequential({ layers: [inner, tf.layers.dense({ units: 2 })] });
  const drawn = warn.mock.callCount();
  const session = await load(model);
  assert.ok(drawn > 0);
  assert.equal(warn.mock.callCount(), drawn);
  warn.mock.restore();
  await session.dispose();
  discard(model);
});

test("a network that computes nothing does not give the caller's own tensor away", async () => {
  const model = tf.sequential({ layers: [tf.layers.dropout({ rate: 0.5, inputShape: [2] })] });
  const session = await load(model);
  const images = tf.ones([1, 2]);
  (await session.predict(images)).dispose();
  assert.equal(images.isDisposed, false);
  tf.dispose(images);
  await session.dispose();
});

describe("bad input", () => {
  test("images of another shape or dtype are told what the network takes", async () => {
    const model = branching();
    const session = await load(model);
    const rejects = async (images: tf.Tensor, error: object) => {
      await assert.rejects(session.predict(images), error);
      images.dispose();
    };
    await rejects(tf.ones([8, 8, 3]), {
      name: "RangeError",
      message: /shape \[8, 8, 3\].+takes \[n, 8, 8, 3\]/,
    });
    await rejects(tf.ones([1, 8, 9, 3]), { name: "RangeError", message: /shape \[1, 8, 9, 3\]/ });
    await rejects(tf.zeros([0, 8, 8, 3]), { name: "RangeError", message: /n at least 1/ });
    await rejects(tf.ones([1, 8, 8, 3], "int32"), {
      name: "TypeError",
      message: /int32.+takes float32.+tf\.cast/,
    });
    await session.dispose();
    discard(model);
    assert.deepEqual(memory(), before);
  });

  test("a disposed session and a disposed model say so", async () => {
    const model = branching();
    const session = await load(model);
    await session.dispose();
    const images = noise([1, 8, 8, 3]);
    await assert.rejects(session.predict(images), /session is disposed: load the model again/);
    images.dispose();
    discard(model);
    await assert.rejects(load(model), /"branching" is disposed/);
    assert.deepEqual(memory(), before);
  });

  test("a model of two outputs is refused", async () => {
    const inputs = tf.input({ shape: [2] });
    const head = () => tf.layers.dense({ units: 1 }).apply(inputs) as tf.SymbolicTensor;
    const model = tf.model({ inputs, outputs: [head(), head()], name: "two" });
    await assert.rejects(load(model), {
      name: "RangeError",
      message: /"two" has 2 outputs: .*outputs: model\.outputs\[0\] }\)\.$/,
    });
    const first = tf.model({ inputs: model.inputs, outputs: model.outputs[0] as tf.SymbolicTensor });
    await (await load(first)).dispose();
    discard(model);
    assert.deepEqual(memory(), before);
  });
});
