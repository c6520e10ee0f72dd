import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { showModels } from "../../src/inspect/modelViews";
import { summary } from "../../src/inspect/summary";
import { type Displayable, jupyterDisplay } from "../../src/notebook/display";

showModels();

const bundleOf = (value: unknown) => (value as Displayable)[jupyterDisplay]();

function network(): tf.Sequential {
  return tf.sequential({
    name: "small",
    layers: [
      tf.layers.conv2d({ name: "conv", inputShape: [8, 8, 3], filters: 4, kernelSize: 3 }),
      tf.layers.flatten({ name: "flat" }),
    ],
  });
}

describe("a model", () => {
  it("shows its summary", async () => {
    const model = network();
    assert.deepEqual(await bundleOf(model), await bundleOf(summary(model)));
    assert.equal(inspect(model), inspect(summary(model)));
    assert.match(inspect(model), /Total params: 112 /);
  });

  it("is a line within another value", () => {
    assert.equal(
      inspect([network()]),
      '[ Sequential "small" (None, 8, 8, 3) → (None, 144), 112 parameters ]',
    );
    assert.equal(inspect([tf.sequential({ name: "empty" })]), '[ Sequential "empty", no layers ]');
  });

  it("says why it has no summary", async () => {
    const model = network();
    model.dispose();
    assert.equal(inspect(model), 'The model "small" is disposed: build it again.');
    assert.deepEqual(await bundleOf(tf.sequential({ name: "empty" })), {
      "text/plain": 'The model "empty" has no layers: add some first.',
    });
  });
});

it("a model's layers are a line each", () => {
  assert.equal(inspect(network().layers), '[ Conv2D "conv", 112 parameters, Flatten "flat", 0 parameters ]');
  assert.equal(inspect(tf.layers.dense({ name: "head", units: 3 })), 'Dense "head", not built yet');
});
