import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { allCnn } from "../../src/architectures/allCnn";
import "../../src/engines";
import {
  assertSeeded,
  assertSmallest,
  countOf,
  countsByHand,
  countsOf,
  kernelShape,
  layerNames,
  outputsOf,
  shapeOf,
  using,
} from "./support";

test("layers, shapes and kernels: the paper's table, with strides in place of pooling", () => {
  using(allCnn(), (model) => {
    assert.deepEqual(layerNames(model), [
      ...["image", "image_dropout"],
      ...["block1_conv1", "block1_conv2", "block1_conv3", "block1_conv3_dropout"],
      ...["block2_conv1", "block2_conv2", "block2_conv3", "block2_conv3_dropout"],
      ...["block3_conv1", "block3_conv2", "block3_conv3"],
      ...["average_pool", "predictions"],
    ]);
    const expected = {
      block1_conv1: ["32 x 32 x 96", "3 x 3 x 3 x 96"],
      block1_conv2: ["32 x 32 x 96", "3 x 3 x 96 x 96"],
      block1_conv3: ["16 x 16 x 96", "3 x 3 x 96 x 96"],
      block2_conv1: ["16 x 16 x 192", "3 x 3 x 96 x 192"],
      block2_conv2: ["16 x 16 x 192", "3 x 3 x 192 x 192"],
      block2_conv3: ["8 x 8 x 192", "3 x 3 x 192 x 192"],
      block3_conv1: ["6 x 6 x 192", "3 x 3 x 192 x 192"],
      block3_conv2: ["6 x 6 x 192", "1 x 1 x 192 x 192"],
      block3_conv3: ["6 x 6 x 10", "1 x 1 x 192 x 10"],
    };
    for (const [layer, [shape, kernel]] of Object.entries(expected)) {
      assert.equal(shapeOf(model, layer), shape);
      assert.equal(kernelShape(model, layer), kernel);
      assert.equal(model.getLayer(layer).getConfig()["activation"], "relu");
    }
  });
});

test("counts, layer by layer", () => {
  // Positions, window x inputs, filters
  const layers = [
    [32 * 32, 9 * 3, 96],
    [32 * 32, 9 * 96, 96],
    [16 * 16, 9 * 96, 96],
    [16 * 16, 9 * 96, 192],
    [16 * 16, 9 * 192, 192],
    [8 * 8, 9 * 192, 192],
    [6 * 6, 9 * 192, 192],
    [6 * 6, 192, 192],
    [6 * 6, 192, 10],
  ] as const;
  using(allCnn(), (model) => {
    assert.deepEqual(countsOf(model), countsByHand(layers));
    assert.equal(model.countParams(), 1_369_738);
  });
  // What DeepOBS's All-CNN-C for CIFAR-100 has
  using(allCnn({ classes: 100 }), (model) => assert.equal(model.countParams(), 1_387_108));
});

test("the output is the softmax of each class's mean over its map", () => {
  using(allCnn(), (model) => {
    const image = tf.randomUniform([1, 32, 32, 3], 0, 1, "float32", 3);
    const [maps, probabilities] = outputsOf(model, ["block3_conv3", "predictions"], image) as [
      Float32Array,
      Float32Array,
    ];
    const means = Array.from({ length: 10 }, (_, label) => {
      const map = maps.filter((_, i) => i % 10 === label);
      return map.reduce((sum, x) => sum + x, 0) / 36;
    });
    const total = means.reduce((sum, x) => sum + Math.exp(x), 0);
    for (const [label, mean] of means.entries()) {
      assert.ok(Math.abs((probabilities[label] as number) - Math.exp(mean) / total) < 1e-6);
    }
    assert.ok(new Set(means).size > 2);
    image.dispose();
  });
});

test("options reach the network", () => {
  using(allCnn(), (model) => {
    const rates = ["image", "block1_conv3", "block2_conv3"].map(
      (layer) => model.getLayer(`${layer}_dropout`).getConfig()["rate"],
    );
    assert.deepEqual(rates, [0.2, 0.5, 0.5]);
  });
  using(allCnn({ inputShape: [64, 48, 1], inputDropout: 0, dropout: 0, batchNorm: true }), (model) => {
    assert.equal(model.name, "All-CNN-C_BN");
    assert.equal(countOf(model, "Dropout"), 0);
    assert.equal(countOf(model, "BatchNormalization"), 8);
    assert.equal(shapeOf(model, "block3_conv3"), "14 x 10 x 10");
    assert.deepEqual(model.outputShape, [null, 10]);
  });
  assertSeeded((options) => allCnn(options));
});

test("bad options are named, and the smallest image is 9 x 9", () => {
  assert.throws(() => allCnn({ inputDropout: 1 }), /^RangeError: inputDropout is 1: .*below 1/);
  assert.throws(() => allCnn({ dropout: -1 }), /^RangeError: dropout is -1: /);
  assertSmallest(allCnn, 9);
});
