import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { cost } from "../../src/inspect/cost";
import { summary, type Summary } from "../../src/inspect/summary";
import { assertGolden } from "./golden";
import { call, one, vgg16 } from "./networks";

function assertSums({ rows, totals }: Summary): void {
  for (const column of ["params", "trainable", "nonTrainable"] as const) {
    assert.equal(
      rows.reduce((total, row) => total + row[column], 0),
      totals[column],
      column,
    );
  }
}

/** A small network with what a table has to cope with: a nested model, a shared layer, batch norm, branches. */
function branching(): tf.LayersModel {
  const stem = tf.sequential({
    name: "stem",
    layers: [
      tf.layers.conv2d({
        inputShape: [16, 16, 3],
        filters: 8,
        kernelSize: 3,
        padding: "same",
        useBias: false,
        name: "conv",
      }),
      tf.layers.batchNormalization({ name: "norm" }),
    ],
  });
  const image = tf.input({ shape: [16, 16, 3], name: "image" });
  const features = call(stem, image);
  const pooled = call(tf.layers.maxPooling2d({ poolSize: 2, name: "pool" }), features);
  const shared = tf.layers.conv2d({ filters: 4, kernelSize: 1, activation: "relu", name: "shared" });
  const means = [call(shared, features), call(shared, pooled)].map((x, i) =>
    call(tf.layers.globalAveragePooling2d({ name: `mean${i + 1}` }), x),
  );
  const joined = call(tf.layers.concatenate({ name: "join" }), means);
  const outputs = call(tf.layers.dense({ units: 10, activation: "softmax", name: "classes" }), joined);
  return tf.model({ inputs: image, outputs, name: "branching" });
}

test("VGG-16 with 10 classes: the assignment's count", () => {
  const model = vgg16(10);
  const { rows, totals } = summary(model);
  assert.deepEqual(
    {
      params: totals.params,
      trainable: totals.trainable,
      nonTrainable: totals.nonTrainable,
      bytes: totals.bytes,
    },
    { params: 134_301_514, trainable: 134_301_514, nonTrainable: 0, bytes: 4 * 134_301_514 },
  );
  assert.deepEqual(rows[0], {
    name: "block1_conv1",
    kind: "Conv2D",
    outputShape: [null, 224, 224, 64],
    params: 1_792,
    trainable: 1_792,
    nonTrainable: 0,
  });
  assertSums(summary(model));
  assertGolden("vgg16.txt", inspect(summary(model)));
  model.dispose();
});

test("branches, a nested model, a shared layer", () => {
  const summarized = summary(branching());
  const byName = new Map(summarized.rows.map((row) => [row.name, row]));
  const stem = byName.get("stem");
  assert.deepEqual(
    [stem?.params, stem?.trainable, stem?.nonTrainable],
    [27 * 8 + 4 * 8, 27 * 8 + 2 * 8, 2 * 8],
  );
  assert.equal(byName.get("shared")?.params, 8 * 4 + 4);
  assert.deepEqual(byName.get("shared")?.outputShape, [
    [null, 16, 16, 4],
    [null, 8, 8, 4],
  ]);
  assertSums(summarized);
  assertGolden("branching.txt", inspect(summarized));
  assertGolden("branching.cost.txt", inspect(cost(branching())));
});

describe("trainable or not", () => {
  test("a frozen layer", () => {
    const { totals } = summary(one([4], tf.layers.dense({ units: 3, trainable: false })));
    assert.deepEqual([totals.trainable, totals.nonTrainable, totals.nonTrainableBytes], [0, 15, 60]);
  });

  test("a frozen model, nested models included", () => {
    const model = branching();
    model.trainable = false;
    const summarized = summary(model);
    assert.equal(summarized.totals.trainable, 0);
    assertSums(summarized);
  });
});

test("a layer that stands in the model and in a nested model counts once", () => {
  const x = tf.input({ shape: [4] });
  const shared = tf.layers.dense({ units: 4, name: "shared" });
  const inner = tf.model({ inputs: x, outputs: call(shared, x), name: "inner" });
  const y = tf.input({ shape: [4] });
  const summarized = summary(tf.model({ inputs: y, outputs: call(shared, call(inner, y)) }));
  assert.equal(summarized.totals.params, 20);
  assertSums(summarized);
});

test("a nested model with open sizes has the shape that its call gives it", () => {
  const backbone = one([null, null, 3], tf.layers.conv2d({ filters: 4, kernelSize: 3 }));
  const x = tf.input({ shape: [8, 8, 3] });
  const summarized = summary(tf.model({ inputs: x, outputs: call(backbone, x) }));
  assert.deepEqual(summarized.rows[1]?.outputShape, [null, 6, 6, 4]);
});

test("open sizes are no obstacle", () => {
  const model = one([null, null, 3], tf.layers.conv2d({ filters: 2, kernelSize: 3 }));
  assert.deepEqual(summary(model).rows[1]?.outputShape, [null, null, null, 2]);
});

test("a disposed model is refused", () => {
  const model = one([4], tf.layers.dense({ units: 3 }));
  model.dispose();
  assert.throws(() => summary(model), /is disposed: build it again/);
});

test("what is no model is named, with the way out", () => {
  assert.throws(() => summary((() => undefined) as never), {
    name: "TypeError",
    message: /no tf.LayersModel but function: call the function/,
  });
  assert.throws(() => summary(undefined as never), { name: "TypeError", message: /but undefined: give/ });
});
