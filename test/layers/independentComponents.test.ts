import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import "../../src/engines";
import { independentComponents } from "../../src/layers/independentComponents";
import { reloaded } from "./support";

function model(rate: number): tf.LayersModel {
  const x = tf.input({ shape: [1000] });
  return tf.model({ inputs: x, outputs: independentComponents(x, rate) });
}

test("batch norm comes first, then dropout", () => {
  const [, ...layers] = model(0.25).layers;
  assert.deepEqual(
    layers.map((layer) => layer.getClassName()),
    ["BatchNormalization", "Dropout"],
  );
  assert.equal(layers[1]?.getConfig()["rate"], 0.25);
});

test("at inference it normalizes with the moving statistics and drops nothing", () => {
  const network = model(0.5);
  const means = tf.fill([1000], 3);
  const variances = tf.fill([1000], 4);
  network.setWeights([tf.ones([1000]), tf.zeros([1000]), means, variances]);
  const values = (network.predict(tf.fill([1, 1000], 7)) as tf.Tensor).dataSync();
  const expected = (7 - 3) / Math.sqrt(4 + 1e-3);
  assert.ok(values.every((value) => Math.abs(value - expected) < 1e-5));
});

test("in training it normalizes with the batch's statistics, then drops the rate and scales up the rest", () => {
  const images = tf.stack([tf.fill([1000], 2), tf.fill([1000], 6)]); // mean 4, deviation 2
  const values = (model(0.25).apply(images, { training: true }) as tf.Tensor).dataSync();
  const dropped = values.filter((value) => value === 0).length / values.length;
  assert.ok(Math.abs(dropped - 0.25) < 0.05, `${dropped} are dropped`);
  const kept = 2 / Math.sqrt(4 + 1e-3) / 0.75;
  assert.ok(values.every((value) => value === 0 || Math.abs(Math.abs(value) - kept) < 1e-4));
});

test("it can stand twice in one model", () => {
  const x = tf.input({ shape: [4] });
  const twice = independentComponents(independentComponents(x, 0.1), 0.1);
  assert.equal(tf.model({ inputs: x, outputs: twice }).layers.length, 5);
});

test("a saved model loads as the same network", async () => {
  const network = model(0.25);
  network.setWeights([2, 0.5, 3, 4].map((value) => tf.fill([1000], value)));
  const loaded = await reloaded(network);
  const outputs = [network, loaded].map((each) =>
    (each.predict(tf.fill([1, 1000], 7)) as tf.Tensor).dataSync(),
  );
  assert.deepEqual(outputs[1], outputs[0]);
  assert.equal(loaded.layers[2]?.getConfig()["rate"], 0.25);
});

test("a wrong rate or tensor is refused", () => {
  const x = tf.input({ shape: [4] });
  for (const rate of [-0.1, 1, 50, NaN]) {
    assert.throws(() => independentComponents(x, rate), { name: "RangeError", message: /^rate is / });
  }
  for (const wrong of [tf.zeros([1, 4]), undefined, { rate: 0.5 }]) {
    const notSymbolic = wrong as unknown as tf.SymbolicTensor;
    assert.throws(() => independentComponents(notSymbolic, 0.5), {
      name: "TypeError",
      message: /^x is not.*x = independentComponents\(x, 0\.5\)/,
    });
  }
});
