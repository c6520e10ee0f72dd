import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { discard } from "../../src/engines/discard";
import { available } from "../support/engines";
import { assertParity, settle } from "./parity";

const he = { kernelInitializer: tf.initializers.heNormal({ seed: 3 }) };
const depthwise = { depthwiseInitializer: tf.initializers.heNormal({ seed: 4 }) };
const pointwise = { pointwiseInitializer: tf.initializers.heNormal({ seed: 5 }) };

function onImages(...layers: tf.layers.Layer[]): tf.LayersModel {
  const image = tf.input({ shape: [24, 24, 3] });
  return tf.model({
    inputs: image,
    outputs: layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image),
  });
}

const head = () => [tf.layers.flatten(), tf.layers.dense({ units: 6, activation: "softmax", ...he })];

/** Between them, every layer kind of the course's networks and their relatives. */
const networks: Record<string, () => tf.LayersModel> = {
  "convolutions: strides, padding, dilation, no bias": () =>
    onImages(
      tf.layers.conv2d({ filters: 8, kernelSize: 5, strides: 2, padding: "same", activation: "relu", ...he }),
      tf.layers.conv2d({ filters: 12, kernelSize: 3, dilationRate: 2, activation: "tanh", ...he }),
      tf.layers.conv2d({ filters: 6, kernelSize: [1, 3], useBias: false, activation: "elu", ...he }),
      tf.layers.conv2d({ filters: 6, kernelSize: 1, activation: "sigmoid", ...he }),
      ...head(),
    ),
  "depthwise and separable convolutions": () =>
    onImages(
      tf.layers.zeroPadding2d({
        padding: [
          [0, 1],
          [0, 1],
        ],
      }),
      tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, depthMultiplier: 2, ...depthwise }),
      tf.layers.reLU({ maxValue: 6 }),
      tf.layers.separableConv2d({ filters: 8, kernelSize: 3, padding: "same", ...depthwise, ...pointwise }),
      tf.layers.leakyReLU({ alpha: 0.1 }),
      ...head(),
    ),
  "batch norm, ReLU and max-pooling, dropout": () =>
    onImages(
      tf.layers.conv2d({ filters: 8, kernelSize: 3, ...he }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 16, ...he }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 6, activation: "softmax", ...he }),
    ),
  "transposed convolution, upsampling, average pooling": () =>
    onImages(
      tf.layers.averagePooling2d({ poolSize: 3, strides: 2 }),
      tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, activation: "softplus", ...he }),
      tf.layers.upSampling2d({ size: [2, 2] }),
      tf.layers.conv2d({ filters: 6, kernelSize: 3, ...he }),
      tf.layers.prelu({ sharedAxes: [1, 2] }),
      tf.layers.averagePooling2d({ poolSize: 4, padding: "same" }),
      ...head(),
    ),
  "branches: addition, concatenation, global pooling": () => {
    const image = tf.input({ shape: [24, 24, 3] });
    const conv = (filters: number, kernelSize: number) =>
      tf.layers.conv2d({ filters, kernelSize, padding: "same", activation: "relu", ...he });
    const x = conv(6, 3).apply(image) as tf.SymbolicTensor;
    const added = tf.layers.add().apply([x, conv(6, 5).apply(x) as tf.SymbolicTensor]) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate().apply([added, conv(4, 1).apply(x) as tf.SymbolicTensor]);
    const pooled = tf.layers.globalAveragePooling2d({}).apply(joined);
    const outputs = tf.layers.dense({ units: 6, ...he }).apply(pooled) as tf.SymbolicTensor;
    return tf.model({ inputs: image, outputs });
  },
};

describe(`${available.join(", ")} agree within 1e-5 on`, () => {
  for (const [name, build] of Object.entries(networks)) {
    test(name, async (t) => {
      const model = build();
      t.after(() => discard(model));
      settle(model);
      await assertParity(model, available, 1e-5);
    });
  }
});
