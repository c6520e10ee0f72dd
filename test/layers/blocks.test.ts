import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import "../../src/engines";
import { convBlock, type Convolution, denseBlock, softmaxBlock } from "../../src/layers/blocks";

const plain = { batchNorm: false, seed: 1 };
const batchNorm = { batchNorm: true, seed: 1 };
const image = () => tf.input({ shape: [12, 10, 3] });

/** Name and class of the layers after the input. */
function layers(input: tf.SymbolicTensor, output: tf.SymbolicTensor): string[] {
  const model = tf.model({ inputs: input, outputs: output });
  return model.layers.slice(1).map((layer) => `${layer.name}: ${layer.getClassName()}`);
}

describe("layers and their order", () => {
  test("convolution with its ReLU", () => {
    const x = image();
    const y = convBlock(x, "block1_conv1", { filters: 8, kernelSize: 3 }, plain);
    assert.deepEqual(layers(x, y), ["block1_conv1: Conv2D"]);
    assert.equal(y.sourceLayer.getConfig()["activation"], "relu");
  });

  test("convolution, batch norm, then ReLU", () => {
    const x = image();
    const y = convBlock(x, "block1_conv1", { filters: 8, kernelSize: 3 }, batchNorm);
    assert.deepEqual(layers(x, y), [
      "block1_conv1: Conv2D",
      "block1_conv1_bn: BatchNormalization",
      "block1_conv1_relu: ReLU",
    ]);
    const model = tf.model({ inputs: x, outputs: y });
    assert.equal(model.getLayer("block1_conv1").getConfig()["activation"], "linear");
  });

  test("dense, batch norm, ReLU, then dropout", () => {
    const x = tf.input({ shape: [5] });
    const y = denseBlock(x, "fc1", { units: 4, dropout: 0.5 }, batchNorm);
    assert.deepEqual(layers(x, y), [
      "fc1: Dense",
      "fc1_bn: BatchNormalization",
      "fc1_relu: ReLU",
      "fc1_dropout: Dropout",
    ]);
  });

  test("dropout 0 adds no layer", () => {
    const x = tf.input({ shape: [5] });
    assert.deepEqual(layers(x, denseBlock(x, "fc1", { units: 4 }, plain)), ["fc1: Dense"]);
  });
});

test("groups: a grouped convolution in the same place, with the same options", () => {
  const x = tf.input({ shape: [12, 10, 4] });
  const table = { filters: 6, kernelSize: 3, groups: 2, padding: 2, biasStart: 1 } satisfies Convolution;
  const y = convBlock(x, "conv", table, batchNorm);
  assert.deepEqual(layers(x, y), [
    "conv_pad: ZeroPadding2D",
    "conv: GroupedConv2D",
    "conv_bn: BatchNormalization",
    "conv_relu: ReLU",
  ]);
  const [kernel, bias] = tf.model({ inputs: x, outputs: y }).getLayer("conv").getWeights() as [
    tf.Tensor,
    tf.Tensor,
  ];
  assert.deepEqual(kernel.shape, [3, 3, 2, 6]);
  assert.deepEqual([...bias.dataSync()], [1, 1, 1, 1, 1, 1]);
  assert.throws(
    () => convBlock(x, "conv", { ...table, groups: 3 }, plain),
    /^RangeError: groups is 3, .*divide/,
  );
});

test("dropout drops other values at every step", () => {
  const x = tf.input({ shape: [5] });
  const model = tf.model({ inputs: x, outputs: denseBlock(x, "fc1", { units: 400, dropout: 0.5 }, plain) });
  const step = () => (model.apply(tf.ones([1, 5]), { training: true }) as tf.Tensor).dataSync();
  assert.notDeepEqual(step(), step());
});

describe("shapes", () => {
  const cases: [Convolution, number[]][] = [
    [{ filters: 8, kernelSize: 5 }, [12, 10, 8]],
    [{ filters: 8, kernelSize: 5, strides: 2 }, [6, 5, 8]],
    [{ filters: 8, kernelSize: 5, padding: "valid" }, [8, 6, 8]],
    [{ filters: 8, kernelSize: 10, padding: "valid" }, [3, 1, 8]],
    [{ filters: 8, kernelSize: 3, strides: 3, padding: "valid" }, [4, 3, 8]],
  ];
  for (const [convolution, expected] of cases) {
    test(JSON.stringify(convolution), () => {
      assert.deepEqual(convBlock(image(), "conv", convolution, plain).shape, [null, ...expected]);
    });
  }

  test("an image of open size", () => {
    const x = tf.input({ shape: [null, null, 3] });
    const y = convBlock(x, "conv", { filters: 8, kernelSize: 5, padding: "valid" }, plain);
    assert.deepEqual(y.shape, [null, null, null, 8]);
  });
});

test("the output is a distribution over the classes", () => {
  const x = tf.input({ shape: [5] });
  const model = tf.model({ inputs: x, outputs: softmaxBlock(x, "predictions", 3, plain) });
  const probabilities = (model.predict(tf.ones([1, 5])) as tf.Tensor).dataSync<"float32">();
  assert.equal(probabilities.length, 3);
  assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-6);
});

describe("wrong sizes name the layer, the argument and the value", () => {
  const cases: [Convolution, RegExp][] = [
    [{ filters: -64, kernelSize: 3 }, /^block1_conv1: filters is -64: .*at least 1/],
    [{ filters: 1.5, kernelSize: 3 }, /^block1_conv1: filters is 1.5: .*whole number/],
    [{ filters: 8, kernelSize: 0 }, /^block1_conv1: kernelSize is 0/],
    [{ filters: 8, kernelSize: 3, strides: 0.5 }, /^block1_conv1: strides is 0.5/],
    [
      { filters: 8, kernelSize: 11, padding: "valid" },
      /^block1_conv1: kernelSize is 11, larger than .*12 x 10: give at most 10/,
    ],
  ];
  for (const [convolution, message] of cases) {
    test(JSON.stringify(convolution), () => {
      assert.throws(() => convBlock(image(), "block1_conv1", convolution, plain), {
        name: "RangeError",
        message,
      });
    });
  }

  test("dense layers", () => {
    const x = tf.input({ shape: [5] });
    assert.throws(() => denseBlock(x, "fc1", { units: 0 }, plain), /^RangeError: fc1: units is 0/);
    assert.throws(
      () => denseBlock(x, "fc1", { units: 4, dropout: 1 }, plain),
      /^RangeError: fc1: dropout is 1/,
    );
    assert.throws(() => softmaxBlock(x, "predictions", 0, plain), /^RangeError: classes is 0/);
    assert.throws(() => softmaxBlock(x, "predictions", 3, { seed: 0.5 }), /^RangeError: seed is 0.5/);
  });
});
