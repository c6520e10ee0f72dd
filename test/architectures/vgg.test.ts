import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import type { NetworkOptions } from "../../src/architectures/options";
import { cnn5x5, vgg11, vgg13, vgg16, vgg19, vggRows } from "../../src/architectures/vgg";
import "../../src/engines";
import { cost } from "../../src/inspect/cost";
import { assertSeeded, assertSmallest, countOf, countsByHand, countsOf, shapeOf, using } from "./support";

/** The smallest images that fit keep these tests quick. */
const small = { inputShape: [32, 32, 3] } satisfies NetworkOptions;

// Convolutions by stage (table 1), parameters in millions with 1,000 classes (table 2), and 3 dense layers.
const columns = [
  { build: vgg11, name: "VGG-11", layers: 11, stages: [1, 1, 2, 2, 2], millions: 133 },
  { build: vgg13, name: "VGG-13", layers: 13, stages: [2, 2, 2, 2, 2], millions: 133 },
  { build: vgg16, name: "VGG-16", layers: 16, stages: [2, 2, 3, 3, 3], millions: 138 },
  { build: vgg19, name: "VGG-19", layers: 19, stages: [2, 2, 4, 4, 4], millions: 144 },
];

describe("the columns of table 1", () => {
  for (const { build, name, layers, stages, millions } of columns) {
    test(name, () => {
      using(build(small), (model) => {
        assert.equal(model.name, name);
        const convolutions = model.layers.filter((layer) => layer.getClassName() === "Conv2D");
        assert.equal(convolutions.length + 3, layers);
        const expected = stages.flatMap((count, stage) => {
          const filters = Math.min(512, 64 * 2 ** stage);
          return Array.from({ length: count }, (_, i) => `block${stage + 1}_conv${i + 1}, ${filters} of 3,3`);
        });
        const found = convolutions.map((layer) => {
          const { filters, kernelSize } = layer.getConfig() as { filters: number; kernelSize: number[] };
          return `${layer.name}, ${filters} of ${kernelSize.join()}`;
        });
        assert.deepEqual(found, expected);
      });
      const row = vggRows.find((row) => row.name === (name === "VGG-16" ? "VGG-16_1000" : name));
      assert.equal(Math.round((row?.params as number) / 1e6), millions);
    });
  }
});

test("counts of VGG-11, layer by layer", () => {
  // Positions, window x inputs, filters or units
  const layers = [
    [224 * 224, 9 * 3, 64],
    [112 * 112, 9 * 64, 128],
    [56 * 56, 9 * 128, 256],
    [56 * 56, 9 * 256, 256],
    [28 * 28, 9 * 256, 512],
    [28 * 28, 9 * 512, 512],
    [14 * 14, 9 * 512, 512],
    [14 * 14, 9 * 512, 512],
    [1, 7 * 7 * 512, 4096],
    [1, 4096, 4096],
    [1, 4096, 1000],
  ] as const;
  using(vgg11(), (model) => {
    assert.deepEqual(countsOf(model), countsByHand(layers));
    // torchvision's documentation: num_params 132863336, 7.61 GFLOPS (of multiply-adds)
    assert.equal(model.countParams(), 132_863_336);
    assert.equal((cost(model).totals.macs / 1e9).toFixed(2), "7.61");
  });
});

test("shapes after each stage, as the table's comments have them, and 1,000 classes", () => {
  using(vgg11(), (model) => {
    const stages = [1, 2, 3, 4, 5].map((stage) => shapeOf(model, `block${stage}_pool`));
    assert.deepEqual(stages, [
      "112 x 112 x 64",
      "56 x 56 x 128",
      "28 x 28 x 256",
      "14 x 14 x 512",
      "7 x 7 x 512",
    ]);
    const dense = ["flatten", "fc1", "fc2", "predictions"].map((layer) => shapeOf(model, layer));
    assert.deepEqual(dense, ["25088", "4096", "4096", "1000"]);
  });
});

test("the options reach the network, and one left undefined is the network's own", () => {
  const options = { ...small, batchNorm: true, dropout: undefined, classes: undefined };
  using(vgg13(options), (model) => {
    assert.equal(model.name, "VGG-13_BN");
    assert.deepEqual(model.outputShape, [null, 1000]);
    assert.equal(countOf(model, "BatchNormalization"), 12);
    assert.equal(model.getLayer("fc1_dropout").getConfig()["rate"], 0.5);
    assert.equal(countOf(model, "Dropout"), 2);
  });
  using(vgg19({ ...small, classes: 7, dropout: 0 }), (model) => {
    assert.deepEqual(model.outputShape, [null, 7]);
    assert.equal(countOf(model, "Dropout"), 0);
  });
});

test("the seed draws the weights", () => assertSeeded((options) => vgg11({ ...small, ...options })));

test("weights are drawn by Glorot's rule", () => {
  using(vgg11(small), (model) => {
    const [kernel, bias] = model.getLayer("block5_conv2").getWeights() as [tf.Tensor, tf.Tensor];
    const limit = Math.sqrt(6 / (9 * 512 + 9 * 512));
    const [least, most] = [kernel.min().dataSync()[0] as number, kernel.max().dataSync()[0] as number];
    assert.ok(most <= Math.fround(limit) && most > 0.999 * limit);
    assert.ok(least >= -Math.fround(limit) && least < -0.999 * limit);
    assert.equal(bias.abs().max().dataSync()[0], 0);
  });
});

describe("the smallest image is 32 x 32", () => {
  for (const build of [vgg11, vgg13, vgg16, vgg19, cnn5x5]) {
    test(build.name, () => assertSmallest(build, 32));
  }
});
