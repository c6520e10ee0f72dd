import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { translate } from "../../../../src/engines/onnx/translate";
import { agree, type Case, chain, onOnnxRuntime } from "./agreement";

const { bidirectional, conv1d, dense, gru, lstm, masking, rnn, simpleRNN } = tf.layers;

type Options = Record<string, unknown>;
type Make = (options: never) => tf.layers.RNN;

const kinds: Record<string, Make> = { SimpleRNN: simpleRNN, GRU: gru, LSTM: lstm };
type Cell = ReturnType<typeof tf.layers.lstmCell>;
const cells: Record<string, (options: never) => unknown> = {
  SimpleRNNCell: tf.layers.simpleRNNCell,
  GRUCell: tf.layers.gruCell,
  LSTMCell: tf.layers.lstmCell,
};

const layer = (make: Make, options: Options = {}) => make({ units: 4, ...options } as never);

/** All outputs of a layer on a sequence of five steps. */
function onSequence(layer: tf.layers.Layer, steps: number | null = 5): tf.LayersModel {
  const inputs = tf.input({ shape: [steps, 3] });
  return tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
}

/** The same, and the layer's first states are inputs too. */
function fromStates(layer: tf.layers.Layer, states: number): tf.LayersModel {
  const sequence = tf.input({ shape: [5, 3] });
  const initialState = Array.from({ length: states }, () => tf.input({ shape: [4] }));
  const outputs = layer.apply(sequence, { initialState }) as tf.SymbolicTensor;
  return tf.model({ inputs: [sequence, ...initialState], outputs });
}

/** Every third step or so is 0, which the masking layer says does not count. */
const masked = (...layers: tf.layers.Layer[]): Case => ({
  build: () => chain([6, 3], masking(), ...layers),
  holding: { masked: 0 },
});

/** TF.js's functions that ONNX's operators have, and some of those that need a loop. */
const functions = [
  ...["elu", "hardSigmoid", "linear", "relu", "sigmoid", "softsign", "tanh"],
  ...["gelu", "mish", "relu6", "selu", "softmax", "softplus", "swish"],
];

test("functions of large sums", async () => {
  for (const activation of functions) {
    const model = onSequence(simpleRNN({ units: 1, activation: activation as "relu" }));
    model.setWeights([tf.ones([3, 1]), tf.zeros([1, 1]), tf.zeros([1])]);
    for (const value of [40, -40]) {
      const x = tf.fill([1, 5, 3], value); // a sum of three of them: exp(120) is no float32
      const [expected] = (model.predict(x) as tf.Tensor).dataSync<"float32">();
      const [actual] = await onOnnxRuntime(model, [x]);
      const apart = Math.abs((actual?.values[0] as number) - (expected as number));
      assert.ok(apart < 1e-4, `${activation} of ${3 * value} is ${actual?.values[0]} instead of ${expected}`);
    }
  }
});

for (const [kind, make] of Object.entries(kinds)) {
  describe(kind, () => {
    const options: Record<string, Options> = {
      "the last output": {},
      "no bias": { useBias: false },
      "all outputs": { returnSequences: true },
      backwards: { goBackwards: true },
      "backwards, all outputs": { goBackwards: true, returnSequences: true },
      "all outputs and the states": { returnSequences: true, returnState: true },
      "backwards, all outputs and the states": {
        goBackwards: true,
        returnSequences: true,
        returnState: true,
      },
      "what it drops in training": { dropout: 0.4, recurrentDropout: 0.3 },
      "one unit": { units: 1 },
    };
    const states = kind === "LSTM" ? 2 : 1;
    agree(
      Object.fromEntries(
        Object.entries(options).map(([name, o]) => [name, () => onSequence(layer(make, o))]),
      ),
    );
    agree(
      Object.fromEntries(
        functions.map((activation) => [
          `${activation} at the outputs`,
          () => onSequence(layer(make, { activation, returnSequences: true })),
        ]),
      ),
    );
    if (kind !== "SimpleRNN") {
      agree(
        Object.fromEntries(
          functions.map((recurrentActivation) => [
            `${recurrentActivation} at the gates`,
            () => onSequence(layer(make, { recurrentActivation })),
          ]),
        ),
      );
    }
    agree({
      "an open number of steps": {
        build: () => onSequence(layer(make, { returnSequences: true, goBackwards: true }), null),
        size: 4,
      },
      "steps one by one, of an open number": {
        build: () =>
          onSequence(layer(make, { returnSequences: true, activation: "swish", goBackwards: true }), null),
        size: 4,
      },
      "steps one by one, all outputs and the states": () =>
        onSequence(layer(make, { returnSequences: true, returnState: true, activation: "swish" })),
      "first states": () => fromStates(layer(make, { returnSequences: true }), states),
      "first states, backwards, steps one by one": () =>
        fromStates(layer(make, { goBackwards: true, activation: "swish" }), states),
      "behind a convolution": () => chain([6, 3], conv1d({ filters: 2, kernelSize: 2 }), layer(make)),
      "one on the other": () =>
        chain([5, 3], layer(make, { returnSequences: true }), layer(make, { goBackwards: true })),
      masked: masked(layer(make)),
      "masked, backwards, all outputs": masked(layer(make, { goBackwards: true, returnSequences: true })),
      "masked, no bias": masked(layer(make, { useBias: false })),
      "masked, one on the other": masked(
        dense({ units: 3, activation: "tanh" }),
        layer(make, { returnSequences: true }),
        tf.layers.dropout({ rate: 0.5 }),
        layer(make),
      ),
    });

    test("with a state that outlasts a prediction is refused", () => {
      const model = tf.model(
        (() => {
          const inputs = tf.input({ batchShape: [2, 5, 3] });
          const outputs = layer(make, { stateful: true, name: "memory" }).apply(inputs) as tf.SymbolicTensor;
          return { inputs, outputs };
        })(),
      );
      assert.throws(() => translate(model), new RegExp(`"memory" \\(${kind}\\) has stateful: true`));
    });
  });
}

describe("RNN", () => {
  const cell = (kind: string, options: Options = {}) =>
    (cells[kind] as (options: never) => Cell)({ units: 4, ...options } as never);
  const stacked = () => {
    const list = [cell("LSTMCell"), cell("SimpleRNNCell", { units: 3 }), cell("GRUCell"), cell("LSTMCell")];
    return tf.layers.stackedRNNCells({ cells: list });
  };
  const of = (cell: unknown, options: Options = {}) => rnn({ cell, ...options } as never);
  for (const kind of Object.keys(cells)) {
    agree({
      [`of a ${kind}`]: () => onSequence(of(cell(kind))),
      [`of a ${kind}, steps one by one`]: () =>
        onSequence(of(cell(kind, { activation: "gelu" }), { goBackwards: true })),
    });
  }
  agree({
    "of several cells": () => onSequence(of(stacked())),
    "of several cells, all outputs and the states, backwards": () =>
      onSequence(of(stacked(), { returnSequences: true, returnState: true, goBackwards: true })),
    "of a stack in a stack": () =>
      onSequence(
        of(tf.layers.stackedRNNCells({ cells: [stacked(), cell("GRUCell")] }), {
          returnSequences: true,
          returnState: true,
        }),
      ),
    "of several cells, masked": {
      build: () => chain([6, 3], masking(), of(stacked(), { returnSequences: true })),
      holding: { masked: 0 },
    },
  });
});

describe("Bidirectional", () => {
  const both = (make: Make, options: Options = {}, mergeMode?: string | null) =>
    bidirectional({
      layer: layer(make, options),
      ...(mergeMode !== undefined && { mergeMode }),
    } as Parameters<typeof bidirectional>[0]);
  for (const mergeMode of ["concat", "sum", "mul", "ave", null, undefined]) {
    for (const returnSequences of [false, true]) {
      agree({
        [`${mergeMode}, returnSequences: ${returnSequences}`]: () =>
          onSequence(both(lstm, { returnSequences }, mergeMode)),
      });
    }
  }
  agree({
    GRU: () => onSequence(both(gru)),
    "SimpleRNN, steps one by one": () =>
      onSequence(both(simpleRNN, { activation: "mish", returnSequences: true })),
    "of a layer that goes backwards": () =>
      onSequence(both(lstm, { goBackwards: true, returnSequences: true })),
    "with the states": () => onSequence(both(lstm, { returnSequences: true, returnState: true })),
    "with the states, two outputs": () =>
      onSequence(both(gru, { returnSequences: true, returnState: true }, null)),
    "from first states": () => fromStates(both(lstm, { returnSequences: true }), 4),
    masked: masked(both(gru, { returnSequences: true }), both(lstm)),
  });
});

describe("a class that is not TensorFlow.js's is refused:", () => {
  class Squaring extends (lstm({ units: 1 }).constructor as new (options: object) => tf.layers.Layer) {
    static className = "Squaring";
    override call(inputs: tf.Tensor | tf.Tensor[], options: object): tf.Tensor {
      return tf.square(super.call(inputs, options as never) as tf.Tensor);
    }
  }
  tf.serialization.registerClass(Squaring as never);

  test("a layer in Bidirectional", () => {
    const options: object = { layer: new Squaring({ units: 3 }), name: "both" };
    const both = bidirectional(options as never);
    assert.throws(
      () => translate(onSequence(both)),
      /"both" \(Bidirectional\) has the layer ".*" \(Squaring\).*GRU, LSTM, RNN, SimpleRNN/,
    );
  });

  test("several cells in one that goes by a known name", () => {
    const list = { cells: [tf.layers.gruCell({ units: 3 })] };
    class Mine extends (tf.layers.stackedRNNCells(list).constructor as new (
      options: object,
    ) => tf.layers.Layer) {}
    const layer = rnn({ cell: new Mine({ ...list, name: "mine" }), name: "reader" } as never);
    assert.throws(
      () => translate(onSequence(layer)),
      /"reader" \(RNN\) has the cell "mine" \(StackedRNNCells\).* TensorFlow.js's SimpleRNNCell/,
    );
  });
});

describe("ConvLSTM2D", () => {
  const images = (options: Options, shape: (number | null)[] = [3, 5, 6, 4]) => {
    const inputs = tf.input({ shape });
    const layer = tf.layers.convLstm2d({ filters: 3, kernelSize: 3, ...options });
    return tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
  };
  const options: Record<string, Options> = {
    "the last output": {},
    "all outputs": { returnSequences: true },
    same: { padding: "same", returnSequences: true },
    strides: { strides: 2, padding: "same" },
    "an even kernel": { kernelSize: 2, padding: "same" },
    dilation: { dilationRate: 2 },
    "no bias": { useBias: false },
    "backwards, all outputs": { goBackwards: true, returnSequences: true },
    "other functions": { activation: "softsign", recurrentActivation: "sigmoid" },
    "all outputs and the states": { returnSequences: true, returnState: true },
    "channels first": { dataFormat: "channelsFirst", padding: "same" },
    "channels first, all outputs, backwards": {
      dataFormat: "channelsFirst",
      returnSequences: true,
      goBackwards: true,
    },
    "a softmax, over the channels": { activation: "softmax", recurrentActivation: "logSoftmax" },
    "a softmax, over the width, which comes last": {
      activation: "softmax",
      recurrentActivation: "logSoftmax",
      dataFormat: "channelsFirst",
    },
  };
  agree(Object.fromEntries(Object.entries(options).map(([name, o]) => [name, () => images(o)])));
  agree({
    "an open number of steps": { build: () => images({}, [null, 6, 5, 2]), size: 4 },
    "between convolutions": () => {
      const inputs = tf.input({ shape: [4, 6, 5, 2] });
      const layers = [
        tf.layers.conv3d({ filters: 2, kernelSize: 2 }),
        tf.layers.convLstm2d({ filters: 3, kernelSize: 2, returnSequences: true }),
        tf.layers.conv3d({ filters: 2, kernelSize: 2 }),
      ];
      const apply = (x: tf.SymbolicTensor, layer: tf.layers.Layer) => layer.apply(x) as tf.SymbolicTensor;
      return tf.model({ inputs, outputs: layers.reduce(apply, inputs) });
    },
  });

  test("of images of an open size is refused", () => {
    const inputs = tf.input({ shape: [3, null, null, 2] });
    const layer = tf.layers.convLstm2d({ filters: 3, kernelSize: 3, name: "film" });
    const model = tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
    assert.throws(() => translate(model), /"film" \(ConvLSTM2D\) has images of an open size/);
  });
});
