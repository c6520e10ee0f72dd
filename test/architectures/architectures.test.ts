import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { architectures } from "../../src/architectures";
import "../../src/engines";
import { cost } from "../../src/inspect/cost";
import { summary } from "../../src/inspect/summary";
import { reference } from "../reference";

test("the list has the reference table's rows, each once, with its numbers", () => {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  const numbers = (rows: readonly { name: string; params: number; trainable: number; macs: number }[]) =>
    rows.map(({ name, params, trainable, macs }) => ({ name, params, trainable, macs })).sort(byName);
  assert.deepEqual(numbers(architectures), numbers(reference));
});

describe("each network, built, has the reference's numbers and frees what it took", () => {
  for (const { name, params, trainable, macs, outputs } of reference) {
    test(name, () => {
      const before = tf.memory();
      const model = architectures
        .find((architecture) => architecture.name === name)
        ?.build() as tf.LayersModel;
      assert.equal(model.name, name.replace(/_1000$/, ""));
      assert.equal(tf.memory().numTensors, before.numTensors + model.weights.length);
      assert.deepEqual(
        model.outputs.map(({ shape }) => shape),
        outputs.map((length) => [null, length]),
      );
      assert.equal(model.countParams(), params);
      const { totals } = summary(model);
      assert.equal(totals.params, params);
      assert.equal(totals.trainable, trainable);
      assert.equal(totals.nonTrainable, params - trainable);
      const { totals: costs, uncounted } = cost(model);
      assert.equal(costs.macs, macs);
      assert.deepEqual(uncounted, []);
      model.dispose();
      assert.equal(tf.memory().numTensors, before.numTensors);
      assert.equal(tf.memory().numBytes, before.numBytes);
    });
  }
});

test("every entry says what it is and where it comes from", () => {
  const titles = architectures.map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
  for (const { title, year, paper } of architectures) {
    assert.ok(title.length > 0 && paper.length > 0);
    assert.ok(year >= 1998 && year <= 2026);
  }
});

test("accuracies are per cent and have a source", () => {
  const rated = architectures.filter(({ top1, top5 }) => top1 !== undefined || top5 !== undefined);
  assert.ok(rated.length >= 8);
  for (const { name, top1 = NaN, top5 = NaN, accuracySource } of rated) {
    assert.ok(50 < top1 && top1 < top5 && top5 < 100, name);
    assert.ok(accuracySource, name);
  }
});

test("the list is an array, and a selection of it a plain one", () => {
  assert.ok(Array.isArray(architectures));
  assert.match(inspect(architectures), /^name +year +parameters +trainable +MACs +top-1, %/);
  assert.match(inspect(architectures), /^VGG-16 .* {2}arXiv:1409\.1556$/m);
  const rated = architectures.filter(({ top1 }) => top1 !== undefined);
  assert.equal(Object.getPrototypeOf(rated), Array.prototype);
  assert.match(inspect(rated), /^\[\n {2}\{\n {4}name:/);
  assert.deepEqual(Object.keys(architectures), [...architectures.keys()].map(String));
});
