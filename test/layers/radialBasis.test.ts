import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import { cost, summary } from "../../src/inspect";
import { radialBasis, type RadialBasisConfig } from "../../src/layers/radialBasis";
import { cannotTrain } from "../training/support";
import { assertLayerGradients } from "./gradients";
import { assertFreesAllButOutput, modelOf, reloaded } from "./support";
import { backends } from "../support/engines";

const targets = [
  [1, -1, 1],
  [-1, -1, 0.5],
];

describe("the squared distance to each target", () => {
  for (const engine of backends) {
    test(`on ${engine}`, () => {
      const y = onBackend(engine, () => {
        const x = tf.tensor2d([
          [1, -1, 1],
          [0, 0, 0],
          [3, 1, -2],
        ]);
        return (radialBasis({ targets }).apply(x) as tf.Tensor).arraySync();
      });
      assert.deepEqual(y, [
        [0, 4.25],
        [3, 2.25],
        [4 + 4 + 9, 16 + 4 + 6.25],
      ]);
    });
  }
});

test("its input has a gradient, the targets have none", { skip: cannotTrain }, () => {
  const layer = radialBasis({ targets });
  assertLayerGradients(layer, tf.randomNormal([4, 3], 0, 1, "float32", 9));
  assert.equal(layer.trainableWeights.length, 0);
});

test("the targets are parameters that do not train, and no multiply-adds", () => {
  const layer = radialBasis({ targets });
  const model = modelOf(layer, [3]);
  const { params, trainable, nonTrainable } = summary(model).totals;
  assert.deepEqual({ params, trainable, nonTrainable }, { params: 6, trainable: 0, nonTrainable: 6 });
  const { totals, uncounted } = cost(model);
  assert.equal(totals.macs, 0);
  assert.deepEqual(uncounted, []);
  assert.equal(layer.connections(), 6);
});

test("saved and loaded it is the same", async () => {
  const model = modelOf(radialBasis({ name: "output", targets }), [3]);
  const x = tf.tensor2d([[0.3, 2, -1]]);
  const copy = await reloaded(model);
  const [ours, theirs] = [model, copy].map((each) => (each.predict(x) as tf.Tensor).dataSync());
  assert.deepEqual(theirs, ours);
  assert.deepEqual(copy.getLayer("output").getConfig(), model.getLayer("output").getConfig());
  assert.equal(copy.trainableWeights.length, 0);
});

test("targets that are none, or do not fit the input, are refused", () => {
  const refuses = (wrong: unknown, name: string, message: RegExp) =>
    assert.throws(() => radialBasis({ targets: wrong } as RadialBasisConfig), { name, message });
  refuses(undefined, "TypeError", /^targets is undefined: it must be a list/);
  refuses([], "TypeError", /^targets is \[\]/);
  refuses([[1, 2], [3]], "RangeError", /^targets\[1\] has 1 numbers, targets\[0\] has 2/);
  refuses([[]], "TypeError", /^targets is \[\[\]\]: it must be a list/);
  refuses([[1], [NaN]], "RangeError", /^targets\[1\]\[0\] is NaN: it must be a finite number/);
  assert.throws(() => radialBasis({ targets }).apply(tf.input({ shape: [4] })), {
    name: "RangeError",
    message: /^targets have 3 numbers each, but the layer's input has 4/,
  });
  assert.throws(
    () => radialBasis({ targets }).apply(tf.input({ shape: [4, 4, 3] })),
    /expected ndim=2, found ndim=4/,
  );
});

test("it leaves nothing in memory", () => {
  assertFreesAllButOutput(radialBasis({ targets }), tf.ones([2, 3]));
});
