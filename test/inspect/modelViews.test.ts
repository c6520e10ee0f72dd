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
    assert.match(inspect(model), /^The model "small" is disposed: build it again\. \(compare and .*\)$/);
    assert.deepEqual(await bundleOf(tf.sequential({ name: "empty" })), {
      "text/plain": 'The model "empty" has no layers: add some first.',
    });
  });
});

it("a model's layers are a line each", () => {
  assert.equal(inspect(network().layers), '[ Conv2D "conv", 112 parameters, Flatten "flat", 0 parameters ]');
  assert.equal(inspect(tf.layers.dense({ name: "head", units: 3 })), 'Dense "head", not built yet');
});

it("a weight and a data set are a line each", () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ name: "head", units: 3, inputShape: [2] })] });
  assert.equal(
    inspect(model.weights),
    '[\n  LayerVariable "head/kernel" float32 [2, 3],\n  LayerVariable "head/bias" float32 [3]\n]',
  );
  (model.layers[0] as tf.layers.Layer).trainable = false;
  assert.equal(inspect(model.weights[1]), 'LayerVariable "head/bias" float32 [3], not trainable');
  const three = tf.data.array([1, 2, 3]);
  assert.equal(inspect(three.batch(2)), "Dataset, elements: 2");
  assert.equal(
    inspect([three.repeat(), three.filter(() => true)]),
    `[ Dataset, elements: unknown, Dataset, elements: unknown ]`,
  );
});

describe("what model.fit returns", () => {
  const train = (epochs: number, onEpochEnd?: () => void) => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones" })],
    });
    model.compile({ optimizer: tf.train.sgd(0), loss: "meanSquaredError", metrics: ["mae"] });
    const [x, y] = [tf.tensor2d([1, 1, 1, 1], [4, 1]), tf.tensor2d([1, 1, 1, 4], [4, 1])];
    return model.fit(x, y, {
      epochs,
      shuffle: false,

      validationSplit: 0.25,
      callbacks: { onEpochEnd },
    });
  };

  it("is a table, a row for each epoch", async () => {
    const history = await train(2);
    // Three images that it has right, and one, for validation, that it misses by 3.
    const table = [
      "epoch  loss  mae  val_loss  val_mae",
      "───────────────────────────────────",
      "    1     0    0         9        3",
      "    2     0    0         9        3",
    ].join("\n");
    assert.equal(inspect(history), table);
    const bundle = await bundleOf(history);
    assert.equal(bundle["text/plain"], table);
    assert.match(String(bundle["text/html"]), /<th [^>]*>val_mae<\/th>/);
    assert.equal(inspect([history]), "[ History, epochs: 2 ]");
  });

  it("is a line as long as there is no epoch", () => {
    assert.equal(inspect(new tf.History()), "History, epochs: 0");
  });
});
