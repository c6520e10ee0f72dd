import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { discard } from "../../src/engines/discard";
import { cost } from "../../src/inspect";
import { groupedConv2d } from "../../src/layers/groupedConv2d";
import { heNormal } from "../../src/layers/initializers";
import { l2Pooling2d } from "../../src/layers/l2Pooling2d";
import { localResponseNormalization } from "../../src/layers/localResponseNormalization";
import { paperDropout } from "../../src/layers/paperDropout";
import type { LabelledImages } from "../../src/training/data";
import { fit } from "../../src/training/fit";
import { assertParity, settle } from "../engines/parity";
import { cannotTrain } from "../training/support";
import { reloaded } from "./support";
import { available } from "../support/engines";

/** AlexNet's stages in small, with every layer of ours that a network can hold. */
function network(): tf.LayersModel {
  const he = { kernelInitializer: heNormal(3) };
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [24, 24, 3], filters: 8, kernelSize: 5, activation: "relu", ...he }),
      // Constants at which it matters to the output
      localResponseNormalization({ depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.6 }),
      l2Pooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      groupedConv2d({ filters: 12, kernelSize: [3, 5], strides: 2, groups: 2, activation: "relu", ...he }),
      groupedConv2d({ filters: 24, kernelSize: 3, padding: "same", groups: 12, useBias: false, ...he }),
      tf.layers.flatten(),
      paperDropout({ keepProbability: 0.5, seed: 7 }),
      tf.layers.dense({ units: 6, activation: "softmax", ...he }),
    ],
  });
}

test(`${available.join(", ")} agree within 1e-5`, async (t) => {
  const model = network();
  t.after(() => discard(model));
  settle(model);
  await assertParity(model, available, 1e-5);
});

test("their multiply-adds are counted, and what they do besides is named", () => {
  const model = network();
  const { rows, totals, uncounted } = cost(model);
  const convolutions = 20 * 20 * 8 * (5 * 5 * 3) + 4 * 3 * 12 * (3 * 5 * 4) + 4 * 3 * 24 * (3 * 3 * 1);
  assert.equal(totals.macs, convolutions + 288 * 6);
  assert.deepEqual(uncounted, []);
  assert.deepEqual(
    rows.slice(-7, -2).map((row) => row.besides),
    [
      "divide by the size of neighbouring channels",
      "root of a window's sum of squares",
      "bias, relu",
      "",
      "copy",
    ],
  );
  discard(model);
});

test("a saved model loads as the same network", async (t) => {
  const model = network();
  const loaded = await reloaded(model);
  t.after(() => [model, loaded].forEach(discard));
  const config = ({ layers }: tf.LayersModel) => layers.map((layer) => layer.getConfig());
  assert.deepEqual(config(loaded), config(model));
  const images = tf.randomUniform([2, 24, 24, 3], -1, 1, "float32", 1);
  const outputs = [model, loaded].map((network) => (network.predict(images) as tf.Tensor).dataSync());
  assert.deepEqual(outputs[1], outputs[0]);
});

/** Images with a bright band of four rows; the class tells how far down. */
function bands(count: number): LabelledImages {
  const labels = Array.from({ length: count }, (_, i) => i % 6);
  const rows = labels.flatMap((label) =>
    Array.from({ length: 24 }, (_, row) => +(Math.floor(row / 4) === label)),
  );
  const bright = tf.tensor4d(rows, [count, 24, 1, 1]);
  const images = tf
    .randomUniform<tf.Rank.R4>([count, 24, 24, 3], -0.2, 0.2, "float32", 1)
    .add<tf.Tensor4D>(bright);
  return { images, labels: tf.oneHot(labels, 6) as tf.Tensor2D };
}

test("it trains, the same from the same seed", { skip: cannotTrain }, async () => {
  const data = bands(60);
  const train = async () => {
    const model = network();
    const rows = await fit(model, data, { epochs: 6, batchSize: 10, learningRate: 0.003, seed: 1 });
    discard(model);
    return rows.map(({ loss }) => loss);
  };
  const losses = await train();
  assert.ok((losses.at(-1) as number) < (losses[0] as number) / 2, losses.join(", "));
  assert.deepEqual(await train(), losses);
});
