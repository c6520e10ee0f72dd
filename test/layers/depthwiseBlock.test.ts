import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { depthwiseBlock } from "../../src/layers/depthwiseBlock";

const image = () => tf.input({ shape: [5, 4, 2] });
const plain = { batchNorm: false, seed: 1 };

test("layers and their order", () => {
  const x = image();
  const convolution = { kernelSize: 3, activation: "relu6" } as const;
  const outputs = depthwiseBlock(x, "block1_depthwise", convolution, {
    ...plain,
    batchNorm: true,
    bias: false,
  });
  const { layers } = tf.model({ inputs: x, outputs });
  assert.deepEqual(
    layers.slice(1).map((layer) => `${layer.name}: ${layer.getClassName()}`),
    [
      "block1_depthwise: DepthwiseConv2D",
      "block1_depthwise_bn: BatchNormalization",
      "block1_depthwise_relu: ReLU",
    ],
  );
  assert.equal(layers.at(-1)?.getConfig()["maxValue"], 6);
  assert.deepEqual(
    layers[1]?.weights.map(({ shape }) => shape),
    [[3, 3, 2, 1]],
  );
});

test("every channel is summed over its own window by its own kernel", () => {
  const x = image();
  const outputs = depthwiseBlock(x, "depthwise", { kernelSize: 3, strides: 2, activation: "linear" }, plain);
  assert.deepEqual(outputs.shape, [null, 3, 2, 2]);
  const model = tf.model({ inputs: x, outputs });
  const kernel = tf.tidy(() => tf.stack([tf.ones([3, 3]), tf.fill([3, 3], 10)], 2).expandDims(3));
  model.layers[1]?.setWeights([kernel, tf.zeros([2])]);
  const output = model.predict(tf.ones([1, 5, 4, 2])) as tf.Tensor;
  // How much of the window lies on the image: 'same' puts one row above and below, and one column to the right.
  const covered = [6, 4, 9, 6, 6, 4];
  assert.deepEqual(
    [...output.dataSync()],
    covered.flatMap((values) => [values, 10 * values]),
  );
});

describe("wrong sizes name the layer, the argument and the value", () => {
  for (const [convolution, message] of [
    [{ kernelSize: 0 }, /^RangeError: depthwise: kernelSize is 0: .*at least 1/],
    [{ kernelSize: 3, strides: 0.5 }, /^RangeError: depthwise: strides is 0.5/],
  ] as const) {
    test(JSON.stringify(convolution), () => {
      assert.throws(() => depthwiseBlock(image(), "depthwise", convolution, plain), message);
    });
  }
});
