import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { googLeNet, type GoogLeNetOptions } from "../../src/architectures/googLeNet";
import { cost } from "../../src/inspect/cost";
import { noTensorflow } from "../support/engines";
import { assertSeeded, countOf, kernelShape, layerNames, paramsOf, shapeOf, using } from "./support";

const modules = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"];

for (const variant of ["paper", "torchvision"] as const) {
  test(`shapes as in the paper's table 1: ${variant}`, () => {
    using(googLeNet({ variant }), (model) => {
      const rows = ["conv1_7x7", "pool1", "conv2_3x3", "pool2", ...modules.map((m) => `inception_${m}_concat`), "average_pool"]; // prettier-ignore
      assert.deepEqual(
        rows.map((layer) => shapeOf(model, layer)),
        [
          "112 x 112 x 64",
          "56 x 56 x 64",
          "56 x 56 x 192",
          "28 x 28 x 192",
          ...["28 x 28 x 256", "28 x 28 x 480"],
          ...["14 x 14 x 512", "14 x 14 x 512", "14 x 14 x 512", "14 x 14 x 528", "14 x 14 x 832"],
          ...["7 x 7 x 832", "7 x 7 x 1024"],
          "1024",
        ],
      );
      assert.deepEqual(model.outputShape, [null, 1000]);
    });
  });
}

test("MACs of each module are the paper's column 'ops', millions", () => {
  const printed = [128, 304, 73, 88, 100, 119, 170, 54, 71];
  const counted = using(googLeNet(), (model) => {
    const { rows } = cost(model);
    return modules.map((module) =>
      rows
        .filter(({ name }) => name.startsWith(`inception_${module}_`))
        .reduce((sum, { macs }) => sum + (macs ?? 0), 0),
    );
  });
  // 5a is 49 positions x 1,042,432 weights: 51 million, where the paper prints 54. The others agree, rounded or cut.
  assert.equal(counted[7], 49 * 1_042_432);
  for (const [i, macs] of counted.entries()) {
    if (i === 7) continue;
    assert.ok(Math.abs(macs / 1e6 - (printed[i] ?? NaN)) < 1, `${modules[i]}: ${macs}`);
  }
});

/** The smallest images that fit keep these tests quick. */
const small = { inputShape: [65, 65, 3], classes: 3 } satisfies GoogLeNetOptions;

describe("an inception module", () => {
  test("has four branches side by side", () => {
    using(googLeNet(small), (model) => {
      const names = layerNames(model).filter((name) => name.startsWith("inception_4b_"));
      assert.deepEqual(new Set(names), new Set(
        ["1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool", "pool_proj", "concat"].map((op) => `inception_4b_${op}`),
      )); // prettier-ignore
      const joined = model.getLayer("inception_4b_concat").input as tf.SymbolicTensor[];
      assert.deepEqual(
        joined.map(({ sourceLayer, shape }) => `${sourceLayer.name}: ${shape.at(-1)}`),
        [
          "inception_4b_1x1: 160",
          "inception_4b_3x3: 224",
          "inception_4b_5x5: 64",
          "inception_4b_pool_proj: 64",
        ],
      );
    });
  });

  test("has the parameters worked by hand", () => {
    const conv = (kernel: number, inputs: number, filters: number) => kernel ** 2 * inputs * filters;
    const weights = (fives: number) =>
      conv(1, 192, 64) +
      (conv(1, 192, 96) + conv(3, 96, 128)) +
      (conv(1, 192, 16) + conv(fives, 16, 32)) +
      conv(1, 192, 32);
    const channels = 64 + 96 + 128 + 16 + 32 + 32;
    using(googLeNet(small), (model) => {
      assert.equal(paramsOf(model, "inception_3a"), weights(5) + channels);
      assert.equal(kernelShape(model, "inception_3a_5x5"), "5 x 5 x 16 x 32");
    });
    using(googLeNet({ ...small, variant: "torchvision" }), (model) => {
      assert.equal(paramsOf(model, "inception_3a"), weights(3) + 4 * channels);
      assert.equal(kernelShape(model, "inception_3a_5x5"), "3 x 3 x 16 x 32");
    });
  });
});

describe("the variants", () => {
  const kinds = ["LocalResponseNormalization", "BatchNormalization", "Conv2D", "MaxPooling2D"];
  const counts = (model: tf.LayersModel) => using(model, () => kinds.map((kind) => countOf(model, kind)));

  test("the paper's normalizes twice, torchvision's after each of 57 convolutions", () => {
    assert.deepEqual(counts(googLeNet(small)), [2, 0, 57, 13]);
    assert.deepEqual(counts(googLeNet({ ...small, variant: "torchvision" })), [0, 57, 57, 13]);
  });

  test("local response normalization after the first pooling and before the second, as in figure 3", () => {
    using(googLeNet(small), (model) => {
      const before = (layer: string) => (model.getLayer(layer).input as tf.SymbolicTensor).sourceLayer.name;
      assert.equal(before("norm1"), "pool1");
      assert.equal(before("conv2_3x3_reduce"), "norm1");
      assert.equal(before("norm2"), "conv2_3x3");
      assert.equal(before("pool2"), "norm2");
    });
  });

  test("torchvision's settings", () => {
    using(googLeNet({ ...small, variant: "torchvision" }), (model) => {
      const { momentum, epsilon } = model.getLayer("inception_5b_1x1_bn").getConfig();
      assert.deepEqual({ momentum, epsilon }, { momentum: 0.9, epsilon: 1e-3 });
      assert.equal(model.getLayer("inception_5b_1x1").getConfig()["useBias"], false);
      assert.deepEqual(model.getLayer("pool4").getConfig()["poolSize"], [2, 2]);
      assert.equal(model.getLayer("average_pool_dropout").getConfig()["rate"], 0.2);
    });
  });
});

describe("side branches", () => {
  test("are outputs after the modules 4a and 4d", () => {
    using(googLeNet({ sideBranches: true }), (model) => {
      assert.equal(model.name, "GoogLeNet_side");
      assert.deepEqual(model.outputNames, ["predictions", "side1_predictions", "side2_predictions"]);
      assert.deepEqual(model.outputShape, [[null, 1000], [null, 1000], [null, 1000]]); // prettier-ignore
      for (const [side, module, channels] of [
        ["side1", "4a", 512],
        ["side2", "4d", 528],
      ] as const) {
        // prettier-ignore
        const { sourceLayer } = model.getLayer(`${side}_pool`).input as tf.SymbolicTensor;
        assert.equal(sourceLayer.name, `inception_${module}_concat`);
        assert.equal(shapeOf(model, `${side}_pool`), `4 x 4 x ${channels}`);
        assert.equal(shapeOf(model, `${side}_conv`), "4 x 4 x 128");
        assert.equal(model.getLayer(`${side}_fc_dropout`).getConfig()["rate"], 0.7);
        const byHand = (channels + 1) * 128 + (2048 + 1) * 1024 + (1024 + 1) * 1000;
        assert.equal(paramsOf(model, side), byHand);
      }
    });
  });

  test("are not there unless asked for", () => {
    using(googLeNet(small), (model) => {
      assert.equal(model.outputs.length, 1);
      assert.equal(paramsOf(model, "side"), 0);
    });
  });

  const skip = noTensorflow; // wasm cannot train convolutions
  test("weigh 0.3 each in training, and leave a network with one output", { skip }, async () => {
    const model = googLeNet({ ...small, sideBranches: true, dropout: 0 });
    const images = tf.randomUniform([1, 65, 65, 3], -1, 1, "float32", 1);
    const labels = tf.tensor2d([[0, 1, 0]]);
    const losses = (model.predict(images) as tf.Tensor[]).map(
      (output) => -Math.log(output.dataSync()[1] ?? NaN),
    );
    const loss = (weight: number) => (truth: tf.Tensor, predicted: tf.Tensor) =>
      tf.metrics.categoricalCrossentropy(truth, predicted).mul(weight);
    model.compile({ optimizer: tf.train.sgd(0.01), loss: [loss(1), loss(0.3), loss(0.3)] });
    // TF.js begins with the losses summed up to each output: the third is the whole.
    const [, , total] = model.evaluate(images, [labels, labels, labels]) as tf.Scalar[];
    const [main = NaN, first = NaN, second = NaN] = losses;
    assert.ok(Math.abs((total?.dataSync()[0] ?? NaN) - (main + 0.3 * (first + second))) < 1e-5);

    const kernel = () => model.getLayer("side2_conv").getWeights()[0]?.dataSync().slice();
    const before = kernel();
    await model.trainOnBatch(images, [labels, labels, labels]);
    assert.notDeepEqual(kernel(), before);

    const single = tf.model({ inputs: model.inputs, outputs: model.outputs[0] as tf.SymbolicTensor });
    assert.equal(
      single.countParams(),
      using(googLeNet(small), (alone) => alone.countParams()),
    );
    const [expected] = model.predict(images) as tf.Tensor[];
    assert.deepEqual((single.predict(images) as tf.Tensor).dataSync(), expected?.dataSync());
    model.dispose();
  });
});

test("the options reach the network", () => {
  using(googLeNet({ inputShape: [33, 70, 1], classes: 7 }), (model) => {
    assert.deepEqual(model.inputs[0]?.shape, [null, 33, 70, 1]);
    assert.deepEqual(model.outputShape, [null, 7]);
    assert.equal(model.getLayer("average_pool_dropout").getConfig()["rate"], 0.4);
  });
  using(googLeNet({ ...small, dropout: 0 }), (model) => {
    assert.equal(countOf(model, "Dropout"), 0);
  });
});

test("seeds", () => {
  assertSeeded(({ seed }) => googLeNet({ ...small, sideBranches: true, seed }));
});

test("the smallest image: one pixel, with side branches 65 x 65", () => {
  using(googLeNet({ inputShape: [1, 1, 3] }), (model) => {
    assert.equal(shapeOf(model, "inception_5b_concat"), "1 x 1 x 1024");
  });
  using(googLeNet({ ...small, sideBranches: true }), (model) => {
    assert.equal(shapeOf(model, "side1_pool"), "1 x 1 x 512");
  });
  for (const inputShape of [
    [64, 65, 3],
    [65, 64, 3],
  ] as [number, number, number][]) {
    // prettier-ignore
    assert.throws(
      () => googLeNet({ sideBranches: true, inputShape }),
      /^RangeError: inputShape is .*too small for GoogLeNet_side.*smallest that fits is \[65, 65, 3\]/,
    );
  }
});

describe("wrong options name the argument, the value and the way out", () => {
  const cases: [unknown, RegExp][] = [
    [{ variant: "caffe" }, /^RangeError: variant is "caffe": it must be one of "paper", "torchvision"\./],
    [{ classes: 0 }, /^RangeError: classes is 0: .*at least 1/],
    [{ dropout: 1 }, /^RangeError: dropout is 1: .*below 1/],
    [{ inputShape: [224, 0, 3] }, /^RangeError: inputShape: the width is 0/],
  ];
  for (const [options, message] of cases) {
    test(JSON.stringify(options), () => {
      const before = tf.memory().numTensors;
      assert.throws(() => googLeNet(options as GoogLeNetOptions), message);
      assert.equal(tf.memory().numTensors, before);
    });
  }
});
