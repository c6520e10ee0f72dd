import assert from "node:assert/strict";
import { test } from "node:test";
import { rateShare, trainingPlan } from "../../src/training/plan";

test("the rate rises to its highest in a tenth of the training and falls to nothing", () => {
  const shares = [0, 0.05, 0.1, 0.55, 1].map(rateShare);
  for (const [i, expected] of [0.1, 0.55, 1, 0.5, 0].entries()) {
    assert.ok(Math.abs((shares[i] as number) - expected) < 1e-12, `${shares[i]}`);
  }
});

test("options keep their values and get their defaults", () => {
  const plan = { epochs: 5, batchSize: 1, learningRate: 0.1, seed: -3 };
  assert.deepEqual(trainingPlan(plan), plan);
  assert.deepEqual(trainingPlan({}), { epochs: 3, batchSize: 64, learningRate: 0.001, seed: 1 });
});

test("options that cannot be are errors that name them", () => {
  assert.throws(() => trainingPlan({ epochs: 0 }), /^RangeError: epochs is 0/);
  assert.throws(() => trainingPlan({ batchSize: 1.5 }), /^RangeError: batchSize is 1\.5/);
  assert.throws(() => trainingPlan({ learningRate: 0 }), /^RangeError: learningRate is 0/);
  assert.throws(() => trainingPlan({ learningRate: "0.1" as never }), /^RangeError: learningRate is "0.1"/);
  assert.throws(() => trainingPlan({ learningRate: Infinity }), /^RangeError: learningRate is Infinity/);
  assert.throws(() => trainingPlan({ seed: 0.5 }), /^RangeError: seed is 0\.5/);
});
