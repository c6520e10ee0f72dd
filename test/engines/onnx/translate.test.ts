import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { translate } from "../../../src/engines/onnx/translate";
import { agree, type Case, chain } from "./rules/agreement";

const { add, concatenate, conv2d, dense, embedding, flatten, gru, lstm, maxPooling2d, multiply } = tf.layers;

const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]) =>
  layer.apply(inputs.length === 1 ? (inputs[0] as tf.SymbolicTensor) : inputs) as tf.SymbolicTensor;

/** A small convolutional network. */
function backbone(name = "backbone"): tf.LayersModel {
  const inputs = tf.input({ shape: [6, 5, 2], name: `${name}_image` });
  const x = apply(conv2d({ filters: 3, kernelSize: 2, activation: "relu", name: "stem" }), inputs);
  const y = apply(conv2d({ filters: 3, kernelSize: 3, padding: "same", name: "wide" }), x);
  return tf.model({ inputs, outputs: apply(add({ name: "sum" }), x, y), name });
}

const images = () => tf.input({ shape: [6, 5, 2] });

describe("models translate as a whole:", () => {
  const cases: Record<string, (() => tf.LayersModel) | Case> = {
    "a sequential one": () =>
      tf.sequential({
        layers: [conv2d({ inputShape: [6, 5, 2], filters: 3, kernelSize: 2 }), maxPooling2d({}), flatten()],
      }),
    "a functional one in another": () => {
      const inputs = images();
      return tf.model({
        inputs,
        outputs: apply(dense({ units: 2 }), apply(flatten(), apply(backbone(), inputs))),
      });
    },
    "a sequential one in another, in a third": () => {
      const inner = tf.sequential({ layers: [backbone(), flatten(), dense({ units: 3 })] });
      const outer = tf.sequential({ layers: [inner, dense({ units: 2 })] });
      const inputs = images();
      return tf.model({ inputs, outputs: apply(outer, inputs) });
    },
    "a nested model called twice": () => {
      const inputs = [images(), images()];
      const shared = backbone();
      return tf.model({ inputs, outputs: apply(multiply(), ...inputs.map((input) => apply(shared, input))) });
    },
    "a nested model of several inputs and outputs": () => {
      const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [3] })];
      const both = apply(concatenate(), a, b);
      const inner = tf.model({ inputs: [a, b], outputs: [apply(dense({ units: 2 }), both), both, a] });
      const inputs = [tf.input({ shape: [4] }), tf.input({ shape: [3] })];
      const outputs = inner.apply(inputs) as tf.SymbolicTensor[];
      return tf.model({ inputs, outputs: [...outputs].reverse().map((x) => apply(dense({ units: 3 }), x)) });
    },
    "a layer called on its own output": () => {
      const inputs = tf.input({ shape: [4] });
      const layer = dense({ units: 4, activation: "tanh" });
      return tf.model({ inputs, outputs: apply(layer, apply(layer, inputs)) });
    },
    "an output that others use": () => {
      const inputs = tf.input({ shape: [4] });
      const x = apply(dense({ units: 3 }), inputs);
      return tf.model({ inputs, outputs: [x, apply(dense({ units: 2 }), x)] });
    },
    "an output in another order of axes than inside": () => {
      const inputs = images();
      const x = apply(conv2d({ filters: 3, kernelSize: 2 }), inputs);
      return tf.model({ inputs, outputs: [x, apply(maxPooling2d({}), x), apply(flatten(), x)] });
    },
    "an output that is an input, beside others": () => {
      const inputs = [tf.input({ shape: [4] }), images()];
      return tf.model({
        inputs,
        outputs: [...inputs, apply(dense({ units: 2 }), inputs[0] as tf.SymbolicTensor)],
      });
    },
    "inputs of different types": {
      build: () => {
        const words = tf.input({ shape: [5], dtype: "int32" });
        const x = apply(gru({ units: 3 }), apply(embedding({ inputDim: 7, outputDim: 4 }), words));
        const number = tf.input({ shape: [3], dtype: "int32" });
        return tf.model({ inputs: [words, number], outputs: [apply(add(), x, number), number] });
      },
      holding: { vocabulary: 7 },
    },
  };
  agree(cases);
});

describe("the graph", () => {
  test("names inputs and outputs after their layers", () => {
    const inputs = [tf.input({ shape: [4, 2], name: "words" }), tf.input({ shape: [3], name: "age" })];
    const [words, age] = inputs as [tf.SymbolicTensor, tf.SymbolicTensor];
    const states = lstm({ units: 2, returnSequences: true, returnState: true, name: "reader" });
    const outputs = [...(states.apply(words) as unknown as tf.SymbolicTensor[]), age];
    outputs.push(apply(dense({ units: 2, name: "class" }), age));
    const graph = translate(tf.model({ inputs, outputs }));
    assert.deepEqual(
      graph.inputs.map(({ name }) => name),
      ["words", "age"],
    );
    assert.deepEqual(
      graph.outputs.map(({ name }) => name),
      ["reader", "reader_2", "reader_3", "age_2", "class"],
    );
  });

  test("of a network that is built again has the same names", () => {
    const names = [1, 2].map(() => {
      const { inputs, outputs, nodes } = translate(backbone());
      return [inputs, outputs, nodes].map((list) => list.map(({ name }) => name));
    });
    assert.deepEqual(names[1], names[0]);
  });

  test("holds the weights of a shared layer, and of a shared model, once", () => {
    const inputs = [images(), images()];
    const [model, head] = [backbone(), dense({ units: 2 })];
    const outputs = inputs.map((input) => apply(head, apply(flatten(), apply(model, input))));
    const { initializers } = translate(tf.model({ inputs, outputs }));
    const weights = initializers.filter(({ name }) => /kernel|bias/.test(name));
    assert.deepEqual(
      weights.map(({ name }) => name).sort(),
      [head.name, "backbone/stem", "backbone/wide"]
        .flatMap((path) => [`${path}/bias`, `${path}/kernel`])
        .sort(),
    );
  });

  test("has names that are its own: a model's layer may be called as another's weight", () => {
    const inputs = tf.input({ shape: [4] });
    const x = apply(dense({ units: 3, name: "a" }), inputs);
    const graph = translate(tf.model({ inputs, outputs: apply(dense({ units: 3, name: "a/kernel" }), x) }));
    const names = [
      ...graph.inputs.map(({ name }) => name),
      ...graph.initializers.map(({ name }) => name),
      ...graph.nodes.flatMap(({ outputs }) => outputs),
    ];
    assert.equal(new Set(names).size, names.length);
    assert.equal(graph.outputs[0]?.name, "a/kernel");
  });
});

test("an input of a type that ONNX Runtime would not get from TensorFlow.js is refused by name", () => {
  const inputs = tf.input({ shape: [2], dtype: "string", name: "words" });
  assert.throws(
    () => translate(tf.model({ inputs, outputs: apply(tf.layers.repeatVector({ n: 2 }), inputs) })),
    {
      name: "TypeError",
      message: /"words" is string: .* float32, int32 or bool/,
    },
  );
});

class Doubling extends tf.layers.Layer {
  static className = "Doubling";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs, 2);
  }
}

describe("a layer without a translation is refused by its name:", () => {
  const refusal =
    /The layer "mine" is a Doubling, which has no translation to ONNX; docs\/onnx-layers\.md lists .*"tensorflow", "wasm" or "cpu"\.$/;

  test("a layer of one's own", () => {
    assert.throws(() => translate(chain([4], new Doubling({ name: "mine" }))), refusal);
  });

  test("in a nested model", () => {
    const inner = tf.sequential({
      layers: [dense({ inputShape: [4], units: 3 }), new Doubling({ name: "mine" })],
    });
    inner.name = "inner";
    assert.throws(() => translate(chain([4], inner)), /The layer "inner\/mine" is a Doubling/);
  });

  test("at its second call", () => {
    const mine = new Doubling({ name: "mine" });
    assert.throws(() => translate(chain([4], mine, mine)), refusal);
  });

  test("a layer that does something else under a known name", () => {
    const Dense = dense({ units: 1 }).constructor as new (config: object) => tf.layers.Layer;
    class Squared extends Dense {
      override call(inputs: tf.Tensor | tf.Tensor[], options: object): tf.Tensor {
        return tf.square(super.call(inputs, options as never) as tf.Tensor);
      }
    }
    assert.throws(
      () => translate(chain([4], new Squared({ units: 3, name: "mine" }))),
      /The layer "mine" calls itself a Dense, but .* className of its own/,
    );
  });

  test("a cell of one's own", () => {
    const GRUCell = tf.layers.gruCell({ units: 1 }).constructor as new (config: object) => tf.layers.Layer;
    class Forgetful extends GRUCell {
      static className = "Forgetful";
    }
    const cell = new Forgetful({ units: 3, name: "mine" });
    const layer = tf.layers.rnn({ cell, name: "reader" } as never);
    assert.throws(
      () => translate(chain([4, 2], layer)),
      /The layer "reader" \(RNN\) has the cell "mine" \(Forgetful\).*GRUCell, LSTMCell, StackedRNNCells/,
    );
  });
});
