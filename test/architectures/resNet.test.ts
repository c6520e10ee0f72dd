import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { plainNet34, resNet18, resNet34, type ResNetOptions } from "../../src/architectures/resNet";
import "../../src/engines";
import { summary } from "../../src/inspect/summary";
import { variance } from "../layers/statistics";
import { assertSeeded, countOf, kernelShape, layerNames, outputsOf, paramsOf, shapeOf, using } from "./support"; // prettier-ignore

const networks = {
  "ResNet-18": { build: resNet18, blocks: [2, 2, 2, 2] },
  "ResNet-34": { build: resNet34, blocks: [3, 4, 6, 3] },
  "Plain-34": { build: plainNet34, blocks: [3, 4, 6, 3] },
};

/** The name of each stage's last layer. */
function ends(blocks: number[], last: string): string[] {
  return blocks.map((count, i) => `conv${i + 2}_block${count}_${last}`);
}

for (const [name, { build, blocks }] of Object.entries(networks)) {
  test(`${name}: shapes as in the paper's table 1`, () => {
    using(build(), (model) => {
      const last = ends(blocks, name === "Plain-34" ? "conv2_relu" : "relu");
      assert.deepEqual(
        ["conv1", "pool1", ...last, "average_pool", "predictions"].map((layer) => shapeOf(model, layer)),
        [
          "112 x 112 x 64",
          "56 x 56 x 64",
          "56 x 56 x 64",
          "28 x 28 x 128",
          "14 x 14 x 256",
          "7 x 7 x 512",
          "512",
          "1000",
        ],
      );
      assert.equal(model.name, name);
      for (const [stage, count] of blocks.entries()) {
        assert.ok(!layerNames(model).some((layer) => layer.startsWith(`conv${stage + 2}_block${count + 1}`)));
      }
    });
  });
}

const small = { stem: "cifar", classes: 3 } satisfies ResNetOptions;

test("shortcuts of 1 x 1 are what ResNet-34 has more of than its plain twin", () => {
  const [residual, plain] = [resNet34(small), plainNet34(small)].map((model) =>
    using(model, () => summary(model).totals.trainable),
  ) as [number, number];
  // Kernels, then gamma and beta of batch norm: option B, at the start of stages 3 to 5.
  assert.equal(residual - plain, 64 * 128 + 128 * 256 + 256 * 512 + 2 * (128 + 256 + 512));
  assert.equal(residual - plain, 173_824);
});

test("depth: layers with weights on the way through are 18 and 34", () => {
  const depth = (model: tf.LayersModel) =>
    using(
      model,
      ({ layers }) =>
        layers.filter(({ name }) => /(^conv1|_conv[12]|^predictions)$/.test(name) && !name.endsWith("_pad"))
          .length,
    );
  assert.deepEqual([resNet18(small), resNet34(small), plainNet34(small)].map(depth), [18, 34, 34]);
});

test("the CIFAR stem is 3 x 3 without pooling, and brings its own defaults", () => {
  using(resNet18({ stem: "cifar" }), (model) => {
    assert.equal(model.name, "ResNet-18_CIFAR");
    assert.equal(kernelShape(model, "conv1"), "3 x 3 x 3 x 64");
    assert.equal(countOf(model, "MaxPooling2D"), 0);
    assert.deepEqual(
      ["conv1", ...ends([2, 2, 2, 2], "relu"), "predictions"].map((layer) => shapeOf(model, layer)),
      ["32 x 32 x 64", "32 x 32 x 64", "16 x 16 x 128", "8 x 8 x 256", "4 x 4 x 512", "10"],
    );
  });
});

describe("a residual block", () => {
  test("has the layers of figure 2, a projection where the shape changes", () => {
    using(resNet18(small), (model) => {
      const block = (name: string) => layerNames(model).filter((layer) => layer.startsWith(name));
      assert.deepEqual(block("conv2_block2"), [
        ...["conv2_block2_conv1", "conv2_block2_conv1_bn", "conv2_block2_conv1_relu"],
        ...["conv2_block2_conv2", "conv2_block2_conv2_bn", "conv2_block2_add", "conv2_block2_relu"],
      ]);
      assert.deepEqual(
        layerNames(model).filter((layer) => layer.endsWith("_shortcut")),
        ["conv3_block1_shortcut", "conv4_block1_shortcut", "conv5_block1_shortcut"],
      );
      assert.equal(kernelShape(model, "conv4_block1_shortcut"), "1 x 1 x 128 x 256");
    });
  });

  test("has the parameters worked by hand, batch norm's four a channel among them", () => {
    using(resNet18(small), (model) => {
      assert.equal(paramsOf(model, "conv2_block1"), 2 * (9 * 64 * 64 + 4 * 64));
      const second = 9 * 64 * 128 + 9 * 128 * 128 + 64 * 128 + 3 * 4 * 128;
      assert.equal(paramsOf(model, "conv3_block1"), second);
    });
  });

  test("adds: with a branch of zeros what comes in goes out", () => {
    using(resNet18({ ...small, inputShape: [8, 8, 3] }), (model) => {
      const images = tf.randomUniform([2, 8, 8, 3], -1, 1, "float32", 1);
      const around = ["conv2_block1_relu", "conv2_block2_conv2_bn", "conv2_block2_relu"];
      const [input = [], branch = [], output = []] = outputsOf(model, around, images);
      assert.ok(branch.some((value) => value < 0) && branch.some((value) => value > 0));
      assert.deepEqual(
        output,
        Float32Array.from(input, (value, i) => Math.max(0, value + (branch[i] ?? NaN))),
      );

      const norm = model.getLayer("conv2_block2_conv2_bn");
      norm.setWeights(
        norm.getWeights().map((weight, i) => (i === 0 ? tf.zerosLike(weight) : weight)), // gamma; beta is 0
      );
      const [before, , after] = outputsOf(model, around, images);
      assert.deepEqual(after, before);
      images.dispose();
    });
  });
});

test("the plain network has no shortcut: what a layer of zeros takes away is gone", () => {
  using(plainNet34({ ...small, inputShape: [8, 8, 3] }), (model) => {
    assert.equal(countOf(model, "Add"), 0);
    assert.ok(!layerNames(model).some((name) => name.includes("shortcut")));
    const images = tf.randomUniform([2, 8, 8, 3], -1, 1, "float32", 1);
    const end = ["conv2_block2_conv2_relu"];
    assert.ok(outputsOf(model, end, images)[0]?.some((value) => value > 0));
    const kernel = model.getLayer("conv2_block2_conv2");
    kernel.setWeights(kernel.getWeights().map((weight) => tf.zerosLike(weight)));
    assert.ok(outputsOf(model, end, images)[0]?.every((value) => value === 0));
    images.dispose();
  });
});

test("convolutions without bias; batch norm with torchvision's settings; kernels by He's law", () => {
  using(resNet18(small), (model) => {
    assert.equal(model.getLayer("conv1").getConfig()["useBias"], false);
    const { momentum, epsilon } = model.getLayer("conv5_block1_shortcut_bn").getConfig();
    assert.deepEqual({ momentum, epsilon }, { momentum: 0.9, epsilon: 1e-5 });
    const values = model.getLayer("conv3_block2_conv1").getWeights()[0]?.dataSync<"float32">() ?? [];
    // 147,456 draws: the variance's standard deviation is below 0.4 %.
    assert.ok(Math.abs(variance(values) / (2 / (9 * 128)) - 1) < 0.015);
  });
});

test("seeds", () => {
  assertSeeded(({ seed }) => resNet18({ ...small, seed }));
});

test("the smallest image is one pixel, with either stem", () => {
  for (const stem of ["imagenet", "cifar"] as const) {
    using(resNet18({ stem, inputShape: [1, 1, 3] }), (model) => {
      assert.equal(shapeOf(model, "conv5_block2_relu"), "1 x 1 x 512");
    });
    assert.throws(
      () => resNet18({ stem, inputShape: [0, 32, 3] }),
      /^RangeError: inputShape: the height is 0/,
    );
  }
});

describe("wrong options name the argument, the value and the way out", () => {
  const cases: [unknown, RegExp][] = [
    [{ stem: "mnist" }, /^RangeError: stem is "mnist": it must be one of "imagenet", "cifar"\./],
    [{ stem: 3 }, /^RangeError: stem is 3: /],
    [{ classes: 0 }, /^RangeError: classes is 0: .*at least 1/],
    [{ seed: 0.5 }, /^RangeError: seed is 0.5: /],
    [{ inputShape: [32, 32] }, /^TypeError: inputShape is \[32,32\]: /],
  ];
  for (const [options, message] of cases) {
    test(JSON.stringify(options), () => {
      const before = tf.memory().numTensors;
      assert.throws(() => resNet34(options as ResNetOptions), message);
      assert.equal(tf.memory().numTensors, before);
    });
  }
});
