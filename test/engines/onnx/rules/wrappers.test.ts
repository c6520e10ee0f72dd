import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { translate } from "../../../../src/engines/onnx/translate";
import { agree, chain } from "./agreement";

const { conv1d, conv2d, dense, flatten, gru, lstm, masking, timeDistributed } = tf.layers;

const each = (layer: tf.layers.Layer, name?: string) => timeDistributed({ layer, ...(name && { name }) });

describe("TimeDistributed", () => {
  agree({
    Dense: () => chain([5, 3], each(dense({ units: 4, activation: "softmax" }))),
    Conv2D: () => chain([3, 6, 5, 2], each(conv2d({ filters: 3, kernelSize: 2, activation: "relu" }))),
    "Conv2D, then Flatten, then LSTM": () =>
      chain([3, 6, 5, 2], each(conv2d({ filters: 3, kernelSize: 2 })), each(flatten()), lstm({ units: 3 })),
    BatchNormalization: () => chain([5, 3], each(tf.layers.batchNormalization())),
    "a recurrent layer": () => chain([3, 4, 2], each(gru({ units: 3, returnSequences: true }))),
    TimeDistributed: () => chain([3, 4, 2], each(each(dense({ units: 3 })))),
    Bidirectional: () => chain([3, 4, 2], each(tf.layers.bidirectional({ layer: lstm({ units: 3 }) }))),
    "a sequential model": () =>
      chain(
        [3, 6, 2],
        each(
          tf.sequential({
            layers: [
              conv1d({ inputShape: [6, 2], filters: 3, kernelSize: 2 }),
              flatten(),
              dense({ units: 4 }),
            ],
          }),
        ),
      ),
    "a functional model with a branch": () => {
      const inputs = tf.input({ shape: [6, 2] });
      const branches = [1, 3].map(
        (kernelSize) =>
          conv1d({ filters: 3, kernelSize, padding: "same" }).apply(inputs) as tf.SymbolicTensor,
      );
      const outputs = tf.layers.multiply().apply(branches) as tf.SymbolicTensor;
      return chain([3, 6, 2], each(tf.model({ inputs, outputs })));
    },
    "an open number of steps": { build: () => chain([null, 3], each(dense({ units: 4 }))), size: 6 },
    "open sizes of steps": {
      build: () => chain([3, null, null, 2], each(conv2d({ filters: 3, kernelSize: 2 }))),
      size: 6,
    },
    "all sizes open": {
      build: () => chain([null, null, null, 2], each(conv2d({ filters: 3, kernelSize: 2 }))),
      size: 6,
    },
    "behind a mask": {
      build: () => chain([6, 3], masking(), each(dense({ units: 4 })), lstm({ units: 3 })),
      holding: { masked: 0 },
    },
    "whole numbers": {
      build: () => {
        const inputs = tf.input({ shape: [4, 3], dtype: "int32" });
        const layer = each(tf.layers.embedding({ inputDim: 5, outputDim: 2 }));
        return tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
      },
      holding: { vocabulary: 5 },
    },
  });

  test("of a recurrent layer behind a mask is refused", () => {
    const model = chain([3, 4], tf.layers.reshape({ targetShape: [3, 4] }));
    assert.doesNotThrow(() => translate(model));
    const masked = chain(
      [3, 4],
      masking(),
      each(dense({ units: 4 })),
      each(
        tf.sequential({
          layers: [tf.layers.reshape({ inputShape: [4], targetShape: [2, 2] }), lstm({ units: 3 })],
        }),
        "steps",
      ),
    );
    assert.throws(() => translate(masked), /"steps" \(TimeDistributed\) has masks within it/);
  });

  test("of a layer that has no translation is refused, by its name", () => {
    const model = chain([3, 6, 5, 2], each(tf.layers.randomWidth({ factor: 0.2, name: "wide" }), "steps"));
    assert.throws(
      () => translate(model),
      /The layer "steps\/wide" is a RandomWidth, which has no translation/,
    );
  });
});
