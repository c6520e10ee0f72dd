import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { type BatchNormalization, batchNormByFormula } from "./batchNormByFormula";
import { discard } from "../../src/engines/discard";
import { drawInputs } from "./random/inputs";
import { layerKinds, leftOut, structures } from "./random/kinds";
import { kindsIn, predict, randomModel, type RandomModel } from "./randomModel";

before(() => tf.setBackend("cpu"));

/** All there is to know of a model: what it is, its weights, what it answers. */
function everything({ model, inputs }: RandomModel): unknown {
  return [
    model.toJSON(null, false),
    model.getWeights().map((weight) => weight.arraySync()),
    predict(model, drawInputs(inputs, 3, 7)).map((output) => output.arraySync()),
  ];
}

describe("randomModel", () => {
  test("the same seed makes the same model, the next one another", () => {
    for (const seed of [0, 1, 2, 3, 17, 123456]) {
      const [one, again, next] = [seed, seed, seed + 1].map((seed) => randomModel(seed)) as [
        RandomModel,
        RandomModel,
        RandomModel,
      ];
      assert.deepEqual(everything(one), everything(again), `seed ${seed}`);
      assert.notDeepEqual(everything(one), everything(next), `seeds ${seed} and ${seed + 1}`);
      for (const { model } of [one, again, next]) discard(model);
    }
  });

  test("300 models have every kind of layer 20 times, and every layer that TF.js knows but for those left out", () => {
    const times = new Map<string, number>();
    for (let seed = 0; seed < 300; seed++) {
      const { model } = randomModel(seed);
      for (const kind of new Set(kindsIn(model))) times.set(kind, (times.get(kind) ?? 0) + 1);
      discard(model);
    }
    for (const { name } of [...layerKinds, ...structures]) {
      assert.ok((times.get(name) ?? 0) >= 20, `${name}: ${times.get(name) ?? 0} times`);
    }
    const known = Object.entries(tf.serialization.SerializationMap.getMap().classNameMap)
      .filter(([, [kind]]) => (kind as { prototype: unknown }).prototype instanceof tf.layers.Layer)
      .map(([name]) => name)
      .filter((name) => name !== "Functional"); // what Keras calls a Model
    assert.deepEqual(
      known.filter((name) => !times.has(name) && !(name in leftOut)),
      [],
      "these are in no model",
    );
  });

  test("only kinds that are asked for, and what it takes to put them together", () => {
    const supported = new Set(["Conv2D", "Dense", "Flatten", "Reshape", "InputLayer"]);
    for (let seed = 0; seed < 20; seed++) {
      const { model } = randomModel(seed, (kind) => supported.has(kind));
      const others = kindsIn(model).filter((kind) => !supported.has(kind));
      const allowed = structures.map(({ name }) => name);
      assert.deepEqual(
        others.filter((kind) => !allowed.includes(kind)),
        [],
      );
      discard(model);
    }
  });

  test("it refuses to build on another backend than cpu", async (t) => {
    tf.registerBackend("another", () => new tf.KernelBackend());
    await tf.setBackend("another");
    t.after(() => tf.setBackend("cpu"));
    assert.throws(() => randomModel(1), /set that/);
  });
});

test("Resizing is left out because TF.js cannot run it in a model", () => {
  const image = tf.input({ shape: [4, 4, 1] });
  const outputs = tf.layers.resizing({ height: 2, width: 2 }).apply(image) as tf.SymbolicTensor;
  const model = tf.model({ inputs: image, outputs });
  assert.throws(() => model.predict(tf.zeros([1, 4, 4, 1])), /rank/);
});

test("the cpu backend's batch norm is wrong along another axis than the last, as the formula shows", () => {
  const values = [1, 2, 3, 4, 5, 6];
  const [mean, deviation] = [
    [1, 3],
    [2, 4],
  ] as const;
  const x = tf.input({ shape: [2, 3] });
  const layer = tf.layers.batchNormalization({ axis: 1, epsilon: 0, scale: false, center: false });
  const model = tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor });
  layer.setWeights([tf.tensor1d([...mean]), tf.tensor1d(deviation.map((value) => value ** 2))]);
  const rows = tf.tensor(values, [1, 2, 3]);
  const expected = values.map((value, i) => {
    const row = Math.floor(i / 3) as 0 | 1;
    return (value - mean[row]) / deviation[row];
  });
  const answer = () => [...(model.predict(rows) as tf.Tensor).dataSync()];
  assert.notDeepEqual(answer(), expected);
  batchNormByFormula(layer as unknown as BatchNormalization);
  assert.deepEqual(answer(), expected);
});
