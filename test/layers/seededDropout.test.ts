import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { onBackend } from "../../src/engines/backend";
import { seededDropout } from "../../src/layers/seededDropout";
import { useTrainingCalls } from "../../src/training/trainingCalls";
import { backends } from "../support/engines";
import { cannotTrain } from "../training/support";
import { assertGradients } from "./gradients";
import { mean } from "./statistics";
import { modelOf, reloaded } from "./support";

const RATE = 0.3;
const COUNT = 40_000;

const dropout = (seed = 1, name = "drop") => seededDropout({ name, rate: RATE }, seed);

/** What a layer makes of so many ones in training, or at test time. */
function values(layer: tf.layers.Layer | tf.LayersModel, training = true): number[] {
  return [...(layer.apply(tf.ones([4, COUNT / 4]), { training }) as tf.Tensor).dataSync()];
}

for (const engine of backends) {
  test(`on ${engine} it drops its share and scales the rest up; at test time it does nothing`, () => {
    onBackend(engine, () => {
      const layer = dropout();
      const trained = values(layer);
      assert.deepEqual(new Set(trained), new Set([0, Math.fround(1 / (1 - RATE))]));
      // Four standard deviations of a mean of so many draws, each of them √(r / (1 - r)).
      assert.ok(Math.abs(mean(trained) - 1) < 4 * Math.sqrt(RATE / (1 - RATE) / COUNT), `${mean(trained)}`);
      assert.deepEqual(new Set(values(layer, false)), new Set([1]));
    });
  });
}

test("seed and name decide the masks, and each step has its own", () => {
  const steps = (layer: tf.layers.Layer) => [values(layer), values(layer)];
  const [first, second] = steps(dropout());
  assert.deepEqual(steps(dropout()), [first, second]);
  for (const other of [second, values(dropout(2)), values(dropout(1, "other"))])
    assert.notDeepEqual(other, first);
});

test("what is dropped at one step says nothing of the next", () => {
  const layer = dropout();
  const [first, second] = [values(layer), values(layer)];
  const dropped = first.filter((value, i) => value === 0 && second[i] === 0).length / COUNT;
  const share = RATE ** 2;
  assert.ok(Math.abs(dropped - share) < 4 * Math.sqrt((share * (1 - share)) / COUNT), `${dropped}`);
});

test("a rate of 0 keeps all", () => {
  assert.deepEqual(new Set(values(seededDropout({ rate: 0 }, 1))), new Set([1]));
});

test("its gradient passes what the mask keeps, scaled as the values are", { skip: cannotTrain }, () => {
  const x = tf.variable(tf.randomNormal([4, 5], 0, 1, "float32", 9));
  // A new layer from the same seed each time: the same mask.
  assertGradients(() => dropout().apply(x, { training: true }) as tf.Tensor, { x });
});

test(
  "after a training with masks of its own the layer goes on with the seed's",
  { skip: cannotTrain },
  () => {
    const [first, second] = [modelOf(dropout(), [COUNT / 4]), modelOf(dropout(), [COUNT / 4])];
    const restore = useTrainingCalls(first, 7);
    const trained = values(first);
    restore();
    const expected = values(second);
    assert.notDeepEqual(trained, expected);
    assert.deepEqual(values(first), expected);
  },
);

test("a saved model loads as TF.js's own dropout of that rate", async () => {
  const loaded = await reloaded(modelOf(dropout(), [COUNT / 4]));
  const layer = loaded.getLayer("drop");
  assert.deepEqual([layer.getClassName(), layer.getConfig()["rate"]], ["Dropout", RATE]);
  assert.deepEqual(new Set(values(loaded, false)), new Set([1]));
});

test("a seed that is no whole number is refused", () => {
  assert.throws(() => dropout(0.5), /^RangeError: seed is 0\.5/);
});
