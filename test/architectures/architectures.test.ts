import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { architectures } from "../../src/architectures";
import "../../src/engines";
import { cost } from "../../src/inspect/cost";
import { summary } from "../../src/inspect/summary";
import { reference } from "../reference";

test("the list has the reference table's rows, each once, with its numbers", () => {
  const rows = architectures.map(({ name, params, trainable, macs }) => ({ name, params, trainable, macs }));
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  assert.deepEqual(rows.sort(byName), [...reference].sort(byName));
});

describe("each network, built, has the reference's numbers and frees what it took", () => {
  for (const { name, params, trainable, macs } of reference) {
    test(name, () => {
      const before = tf.memory();
      const model = architectures
        .find((architecture) => architecture.name === name)
        ?.build() as tf.LayersModel;
      assert.equal(model.name, name);
      assert.equal(tf.memory().numTensors, before.numTensors + model.weights.length);
      assert.deepEqual(model.outputShape, [null, 10]);
      assert.equal(model.countParams(), params);
      const { totals } = summary(model);
      assert.equal(totals.params, params);
      assert.equal(totals.trainable, trainable);
      assert.equal(totals.nonTrainable, params - trainable);
      assert.equal(cost(model).totals.macs, macs);
      model.dispose();
      assert.equal(tf.memory().numTensors, before.numTensors);
      assert.equal(tf.memory().numBytes, before.numBytes);
    });
  }
});

test("every entry says what it is and where it comes from", () => {
  for (const { title, year, paper } of architectures) {
    assert.ok(title.length > 0 && paper.length > 0);
    assert.ok(year >= 1998 && year <= 2026);
  }
});
