import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { translate } from "../../../src/engines/onnx/translate";
import { agree, type Case, chain, onOnnxRuntime } from "./rules/agreement";

const { add, concatenate, dense, dropout, embedding, gru, lstm, masking, repeatVector } = tf.layers;

const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]) =>
  layer.apply(inputs.length === 1 ? (inputs[0] as tf.SymbolicTensor) : inputs) as tf.SymbolicTensor;

const words = (inputDim = 4) => embedding({ inputDim, outputDim: 3, maskZero: true });
const reader = (options: object = {}) => lstm({ units: 3, name: "reader", ...options });

/** Two sequences of numbers, of which 0 does not count, side by side. */
function twoMasked(merging: tf.layers.Layer): tf.LayersModel {
  const inputs = [tf.input({ shape: [6] }), tf.input({ shape: [6] })];
  const sequences = inputs.map((input) => apply(words(), input));
  return tf.model({ inputs, outputs: apply(reader(), apply(merging, ...sequences)) });
}

describe("a mask goes where TensorFlow.js takes it:", () => {
  const cases: Record<string, Case> = {
    "from an embedding": { build: () => chain([6], words(), reader()), holding: { vocabulary: 4 } },
    "through layers that hand it on": {
      build: () =>
        chain(
          [6],
          words(),
          dense({ units: 4, activation: "relu" }),
          dropout({ rate: 0.3 }),
          gru({ units: 3 }),
        ),
      holding: { vocabulary: 4 },
    },
    "from one recurrent layer to the next": {
      build: () => chain([6], words(), gru({ units: 3, returnSequences: true }), reader()),
      holding: { vocabulary: 4 },
    },
    "from a value other than 0": {
      build: () => chain([6, 2], masking({ maskValue: 0.5 }), reader({ returnSequences: true })),
      holding: { masked: 0.5 },
    },
    "of two sequences side by side: where both count": {
      build: () => twoMasked(concatenate()),
      holding: { vocabulary: 4 },
    },
    "to two layers": {
      build: () => {
        const inputs = tf.input({ shape: [6] });
        const x = apply(words(), inputs);
        const outputs = [gru({ units: 2 }), reader()].map((layer) => apply(layer, x));
        return tf.model({ inputs, outputs });
      },
      holding: { vocabulary: 4 },
    },
    "within a nested model": {
      build: () => {
        const inner = tf.sequential({
          layers: [embedding({ inputDim: 4, outputDim: 3, maskZero: true, inputLength: 6 }), reader()],
        });
        return chain([6], inner, dense({ units: 2 }));
      },
      holding: { vocabulary: 4 },
    },
    "and to none of the layers before it": {
      build: () => {
        const inputs = tf.input({ shape: [6, 3] });
        const x = apply(gru({ units: 3, returnSequences: true }), inputs);
        return tf.model({ inputs, outputs: apply(reader(), apply(masking(), x)) });
      },
    },
  };
  agree(cases);

  test("steps that do not count change nothing", async () => {
    const model = chain([4, 2], masking(), reader());
    const sequence = [1, 2, 3, 4];
    const [short, long] = await Promise.all(
      [
        [0, 0, ...sequence, 0, 0],
        [...sequence, 0, 0, 0, 0],
      ].map(async (values) => {
        const input = tf.tensor(values, [1, 4, 2]);
        const [output] = await onOnnxRuntime(model, [input]);
        return [...(output?.values ?? [])];
      }),
    );
    assert.deepEqual(short, long);
  });
});

describe("a mask that TensorFlow.js mistakes is refused:", () => {
  test("behind a sum", () => {
    assert.throws(
      () => translate(twoMasked(add({ name: "sum" }))),
      /What masks the layer "sum" \(Add\) gets/,
    );
  });

  test("that of another sequence", () => {
    const layers = [words(), gru({ units: 3, name: "encoder" }), repeatVector({ n: 6 }), reader()];
    assert.throws(
      () => translate(chain([6], ...layers)),
      /"reader" \(LSTM\) has no mask of its own, but TensorFlow.js may hand it the one of "encoder"/,
    );
  });

  test("that of another branch, called before or not", () => {
    for (const order of [1, -1]) {
      const inputs = [tf.input({ shape: [6] }), tf.input({ shape: [6, 3] })];
      const [numbers, values] = inputs as [tf.SymbolicTensor, tf.SymbolicTensor];
      const branches = [apply(gru({ units: 3 }), apply(words(), numbers)), apply(reader(), values)];
      const outputs = apply(add(), ...(order === 1 ? branches : branches.reverse()));
      assert.throws(
        () => translate(tf.model({ inputs, outputs })),
        /"reader" \(LSTM\) has no mask of its own/,
      );
    }
  });

  test("on its way into a nested model", () => {
    const inner = tf.sequential({ layers: [reader({ inputShape: [6, 3] })] });
    assert.throws(() => translate(chain([6], words(), inner)), /reader" \(LSTM\) has no mask of its own/);
  });

  test("in a softmax layer, its own or that of another", () => {
    const softmax = () => tf.layers.softmax({ axis: -1, name: "shares" });
    assert.throws(
      () => translate(chain([5, 5], masking(), softmax())),
      /"shares" \(Softmax\) has a mask, .* for those of another axis/,
    );
    const classifier = [words(), reader(), dense({ units: 6 }), softmax()];
    assert.throws(
      () => translate(chain([6], ...classifier)),
      /"shares" \(Softmax\) has no mask of its own, but TensorFlow.js may hand it the one of "reader"/,
    );
  });

  test("of images", () => {
    const film = tf.layers.convLstm2d({ filters: 2, kernelSize: 1, name: "film" });
    assert.throws(() => translate(chain([3, 4, 4, 2], masking(), film)), /masks the layer|"film"/);
  });
});
