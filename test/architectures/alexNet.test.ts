import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { alexNet2012, alexNetTorchvision, type AlexNetOptions } from "../../src/architectures/alexNet";
import "../../src/engines";
import { kolmogorovSmirnov, mean, normalCdf, uniformCdf } from "../layers/statistics";
import {
  assertSeeded,
  assertSmallest,
  countOf,
  countsByHand,
  countsOf,
  layerNames,
  shapeOf,
  using,
} from "./support";

/** The smallest image that fits keeps these tests quick. */
const small = { inputShape: [67, 67, 3] } satisfies AlexNetOptions;

const WEIGHTED = [
  ...["block1_conv1", "block2_conv1", "block3_conv1", "block3_conv2", "block3_conv3"],
  ...["fc1", "fc2", "predictions"],
];

function weightsOf(model: tf.LayersModel, layer: string): [kernel: tf.Tensor, bias: tf.Tensor] {
  return model.getLayer(layer).getWeights() as [tf.Tensor, tf.Tensor];
}

const dense = [
  [1, 6 * 6 * 256, 4096],
  [1, 4096, 4096],
  [1, 4096, 1000],
] as const;

describe("as of 2012", () => {
  test("layers: response normalization after the ReLU and before pooling, dropout 0.5 in the dense layers", () => {
    using(alexNet2012(small), (model) => {
      assert.deepEqual(layerNames(model), [
        "image",
        ...["block1_conv1", "block1_conv1_lrn", "block1_pool"],
        ...["block2_conv1", "block2_conv1_lrn", "block2_pool"],
        ...["block3_conv1", "block3_conv2", "block3_conv3", "block3_pool"],
        ...["flatten", "fc1", "fc1_dropout", "fc2", "fc2_dropout", "predictions"],
      ]);
      assert.equal(model.getLayer("fc1_dropout").getConfig()["rate"], 0.5);
      assert.equal(model.getLayer("block1_conv1").getConfig()["activation"], "relu");
      assert.deepEqual(model.getLayer("block1_pool").getConfig()["poolSize"], [3, 3]);
      assert.deepEqual(model.getLayer("block1_pool").getConfig()["strides"], [2, 2]);
    });
  });

  test("shapes, as the table's comments and the paper's figure 2 have them; counts, layer by layer", () => {
    using(alexNet2012(), (model) => {
      assert.deepEqual(model.inputs[0]?.shape, [null, 227, 227, 3]);
      assert.deepEqual(
        ["block1_conv1", "block1_pool", "block2_conv1", "block2_pool", "block3_conv3", "block3_pool"].map(
          (layer) => shapeOf(model, layer),
        ),
        ["55 x 55 x 96", "27 x 27 x 96", "27 x 27 x 256", "13 x 13 x 256", "13 x 13 x 256", "6 x 6 x 256"],
      );
      // The paper's figure gives neurons by layer; its first, 253,440, is not 55 x 55 x 96.
      const neurons = WEIGHTED.map((layer) =>
        tf.util.sizeFromShape(model.getLayer(layer).outputShape.slice(1) as number[]),
      );
      assert.deepEqual(neurons.slice(1), [186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000]);

      // In groups of 48, 192 and 192 inputs; the paper's section 3.5 names these kernels' sizes.
      const convolutions = [
        [55 * 55, 11 * 11 * 3, 96],
        [27 * 27, 5 * 5 * 48, 256],
        [13 * 13, 3 * 3 * 256, 384],
        [13 * 13, 3 * 3 * 192, 384],
        [13 * 13, 3 * 3 * 192, 256],
      ] as const;
      assert.deepEqual(countsOf(model), countsByHand([...convolutions, ...dense]));
    });
  });

  test("the law of the weights, and which biases start at 1", () => {
    using(alexNet2012(small), (model) => {
      for (const layer of WEIGHTED) {
        const [kernel, bias] = weightsOf(model, layer);
        const values = kernel.dataSync().slice(0, 30_000) as Float32Array;
        assert.ok(kolmogorovSmirnov(values, normalCdf(0.01)) < 1.95, layer);
        assert.ok(Math.abs(mean(values)) < (4 * 0.01) / Math.sqrt(values.length), layer);
        const one = ["block2_conv1", "block3_conv2", "block3_conv3", "fc1", "fc2"].includes(layer);
        assert.deepEqual(new Set(bias.dataSync()), new Set([one ? 1 : 0]), layer);
      }
    });
  });

  test("the towers do not see each other's maps before conv3", () => {
    using(alexNet2012(small), (model) => {
      const conv2 = model.getLayer("block2_conv1");
      const maps = tf.input({ shape: [7, 7, 96] });
      const tower = tf.model({ inputs: maps, outputs: conv2.apply(maps) as tf.SymbolicTensor });
      const [left, right] = [tf.zeros([1, 7, 7, 48]), tf.randomUniform([1, 7, 7, 48], 0, 100, "float32", 1)];
      const empty = tower.predict(tf.zeros([1, 7, 7, 96])) as tf.Tensor4D;
      const one = tower.predict(tf.concat([left, right], 3)) as tf.Tensor4D;
      const halves = (x: tf.Tensor4D) => tf.split(x, 2, 3).map((half) => half.dataSync());
      assert.deepEqual(halves(one)[0], halves(empty)[0]);
      assert.notDeepEqual(halves(one)[1], halves(empty)[1]);
    });
  });
});

test("in one tower every filter sees all maps", () => {
  using(alexNet2012({ grouped: false }), (model) => {
    assert.equal(model.name, "AlexNet_2012_ungrouped");
    assert.equal(countOf(model, "GroupedConv2D"), 0);
    const convolutions = [
      [55 * 55, 11 * 11 * 3, 96],
      [27 * 27, 5 * 5 * 96, 256],
      [13 * 13, 3 * 3 * 256, 384],
      [13 * 13, 3 * 3 * 384, 384],
      [13 * 13, 3 * 3 * 384, 256],
    ] as const;
    assert.deepEqual(countsOf(model), countsByHand([...convolutions, ...dense]));
    const [, bias] = weightsOf(model, "block3_conv2");
    assert.equal(bias.min().dataSync()[0], 1);
  });
});

test("torchvision's: shapes, counts, no response normalization, Glorot's rule", () => {
  using(alexNetTorchvision(), (model) => {
    assert.deepEqual(
      ["block1_conv1", "block1_pool", "block2_pool", "block3_pool", "flatten"].map((layer) =>
        shapeOf(model, layer),
      ),
      ["55 x 55 x 64", "27 x 27 x 64", "13 x 13 x 192", "6 x 6 x 256", "9216"],
    );
    const convolutions = [
      [55 * 55, 11 * 11 * 3, 64],
      [27 * 27, 5 * 5 * 64, 192],
      [13 * 13, 3 * 3 * 192, 384],
      [13 * 13, 3 * 3 * 384, 256],
      [13 * 13, 3 * 3 * 256, 256],
    ] as const;
    assert.deepEqual(countsOf(model), countsByHand([...convolutions, ...dense]));
    assert.equal(countOf(model, "LocalResponseNormalization"), 0);
    const [kernel, bias] = weightsOf(model, "block3_conv1");
    const values = kernel.dataSync().slice(0, 30_000) as Float32Array;
    assert.ok(kolmogorovSmirnov(values, uniformCdf(Math.sqrt(6 / (9 * 192 + 9 * 384)))) < 1.95);
    assert.deepEqual(new Set(bias.dataSync()), new Set([0]));
  });
});

describe("the smallest image", () => {
  test("67 x 67 as of 2012", () =>
    assertSmallest((options) => alexNet2012({ ...options, grouped: false }), 67));
  test("67 x 67 in two towers", () => assertSmallest(alexNet2012, 67));
  test("63 x 63, as torchvision's documentation says", () => assertSmallest(alexNetTorchvision, 63));
});

test("options reach the network", () => {
  using(alexNet2012({ ...small, classes: 7, batchNorm: true, dropout: 0 }), (model) => {
    assert.equal(model.name, "AlexNet_2012_BN");
    assert.deepEqual(model.outputShape, [null, 7]);
    assert.equal(countOf(model, "BatchNormalization"), 7);
    assert.equal(countOf(model, "Dropout"), 0);
    assert.deepEqual(layerNames(model).slice(1, 6), [
      "block1_conv1",
      "block1_conv1_bn",
      "block1_conv1_relu",
      "block1_conv1_lrn",
      "block1_pool",
    ]);
  });
  assertSeeded((options) => alexNet2012({ ...small, classes: 3, ...options }));
});
