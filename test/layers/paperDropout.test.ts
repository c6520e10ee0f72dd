import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import { paperDropout } from "../../src/layers/paperDropout";
import { cannotTrain } from "../training/support";
import { assertGradients } from "./gradients";
import { mean } from "./statistics";
import { backends } from "../support/engines";

const P = 0.8;
const COUNT = 40_000;

/** What a layer makes of so many ones. */
function values(layer: tf.layers.Layer, training: boolean): number[] {
  return [...(layer.apply(tf.ones([4, COUNT / 4]), { training }) as tf.Tensor).dataSync()];
}

for (const engine of backends) {
  test(`on ${engine} it keeps its share unscaled in training, and scales at test time`, () => {
    onBackend(engine, () => {
      const layer = paperDropout({ keepProbability: P, seed: 1 });
      const trained = values(layer, true);
      assert.deepEqual(new Set(trained), new Set([0, 1]));
      // Four standard deviations of a mean of 40,000 draws, √(p (1 - p) / n) = 0.002 each.
      assert.ok(Math.abs(mean(trained) - P) < 0.008, `${mean(trained)} are kept`);
      assert.deepEqual(new Set(values(layer, false)), new Set([Math.fround(P)]));
    });
  });
}

test("both conventions have the test output as their mean in training, p apart from each other", () => {
  const paper = paperDropout({ keepProbability: P, seed: 1 });
  const inverted = tf.layers.dropout({ rate: 1 - P, seed: 1 });
  for (const [layer, atTest, deviation] of [
    [paper, P, Math.sqrt((P * (1 - P)) / COUNT)],
    [inverted, 1, Math.sqrt((1 - P) / P / COUNT)],
  ] as const) {
    assert.ok(values(layer, false).every((value) => Math.abs(value - atTest) < 1e-6));
    assert.ok(Math.abs(mean(values(layer, true)) - atTest) < 4 * deviation);
  }
});

test("the next layer can take in the factor: weights W after the paper's are weights pW after the inverted", () => {
  const output = (dropout: tf.layers.Layer, scale: number) => {
    const dense = tf.layers.dense({ inputShape: [3], units: 2, useBias: false });
    const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [3] }), dropout, dense] });
    model.setWeights([tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]).mul(scale)]);
    return [...(model.predict(tf.tensor2d([[7, -8, 9]])) as tf.Tensor).dataSync()];
  };
  const [paper, inverted] = [
    output(paperDropout({ keepProbability: 0.5 }), 1),
    output(tf.layers.dropout({ rate: 0.5 }), 0.5),
  ];
  assert.deepEqual(paper, [14, 18]); // half of 7 - 24 + 45 and 14 - 32 + 54
  assert.deepEqual(inverted, paper);
});

test("a seed decides the masks, and each step has its own", () => {
  const steps = (seed?: number) => {
    const layer = paperDropout({ keepProbability: 0.5, seed });
    return [values(layer, true), values(layer, true)];
  };
  const [first, second] = steps(1);
  assert.deepEqual(steps(1), [first, second]);
  assert.notDeepEqual(second, first);
  assert.notDeepEqual(steps(2)[0], first);
  assert.notDeepEqual(steps(), steps(), "layers without a seed do not drop alike");
});

test("keeping all changes nothing", () => {
  const layer = paperDropout({ keepProbability: 1, seed: 1 });
  for (const training of [true, false]) assert.deepEqual(new Set(values(layer, training)), new Set([1]));
});

test("its gradient passes what the mask keeps, and p of all at test time", { skip: cannotTrain }, () => {
  const x = tf.variable(tf.randomNormal([4, 5], 0, 1, "float32", 9));
  // A new layer from the same seed each time: the same mask.
  const output = (training: boolean) => () =>
    paperDropout({ keepProbability: 0.6, seed: 3 }).apply(x, { training }) as tf.Tensor;
  assertGradients(output(true), { x });
  assertGradients(output(false), { x });
});

test("a wrong probability or seed is refused", () => {
  for (const keepProbability of [0, 1.5, -0.5, NaN]) {
    assert.throws(() => paperDropout({ keepProbability }), {
      name: "RangeError",
      message: /^keepProbability is .*share of values that stay/,
    });
  }
  assert.throws(() => paperDropout({ keepProbability: 0.5, seed: 0.5 }), /^RangeError: seed is 0.5/);
});
