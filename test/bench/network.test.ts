import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { graphOf } from "../../bench/support/graph";
import { readWeights, writeWeights } from "../../bench/support/weights";
import { noiseImage } from "../../src";
import { temporaryFolder } from "../support/notebook";

function branching(): tf.LayersModel {
  const image = tf.input({ shape: [8, 8, 3], name: "image" });
  const conv = (name: string) => tf.layers.conv2d({ name, filters: 4, kernelSize: 3, padding: "same" });
  const normalized = tf.layers.batchNormalization({ name: "bn" }).apply(conv("left").apply(image));
  const sum = tf.layers
    .add({ name: "sum" })
    .apply([normalized as tf.SymbolicTensor, conv("right").apply(image) as tf.SymbolicTensor]);
  const flat = tf.layers.flatten({ name: "flat" }).apply(sum);
  const outputs = tf.layers.dense({ name: "predictions", units: 5 }).apply(flat) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs });
}

test("a network as data: each layer with its options, where its inputs come from and their shapes", () => {
  const { image, nodes, output } = graphOf(branching());
  assert.deepEqual(image, { name: "image", shape: [8, 8, 3] });
  assert.equal(output, "predictions");
  const inputs = Object.fromEntries(nodes.map((node) => [node.name, node.inputs]));
  assert.deepEqual(inputs, {
    left: ["image"],
    right: ["image"],
    bn: ["left"],
    sum: ["bn", "right"],
    flat: ["sum"],
    predictions: ["flat"],
  });
  const left = nodes.find(({ name }) => name === "left");
  assert.equal(left?.kind, "Conv2D");
  assert.deepEqual(left.inputShapes, [[1, 8, 8, 3]]);
  assert.deepEqual([left.config["filters"], left.config["padding"]], [4, "same"]);
});

test("a layer used twice cannot go by one name", () => {
  const image = tf.input({ shape: [4] });
  const shared = tf.layers.dense({ name: "shared", units: 4 });
  const twice = shared.apply(shared.apply(image)) as tf.SymbolicTensor;
  assert.throws(() => graphOf(tf.model({ inputs: image, outputs: twice })), /"shared" is used twice/);
});

test("weights on disk make another model the same", (t) => {
  const folder = temporaryFolder(t);
  const [one, other] = [branching(), branching()];
  for (const weight of one.weights)
    weight.write(tf.randomUniform(weight.shape as number[], 0.5, 1, "float32", 3));
  const answers = () =>
    [one, other].map((model) => {
      const output = model.predict(noiseImage([8, 8, 3])) as tf.Tensor;
      return [...output.dataSync()];
    });
  const [before, drawn] = answers();
  assert.notDeepEqual(before, drawn);
  writeWeights(folder, one);
  readWeights(folder, other);
  const [same, read] = answers();
  assert.deepEqual(same, read);
});
