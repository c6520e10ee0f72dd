import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { built } from "../../src/engines/built";

const sequential = () =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3 }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });

const functional = (input = tf.input({ shape: [8, 8, 3] })) => {
  const flat = tf.layers.flatten().apply(input);
  return tf.model({
    inputs: input,
    outputs: tf.layers.dense({ units: 2 }).apply(flat) as tf.SymbolicTensor,
  });
};

const withoutWeights = () => tf.sequential({ layers: [tf.layers.flatten({ inputShape: [8, 8, 3] })] });

const nested = (inner: tf.LayersModel = sequential()) =>
  tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [8, 8, 3] }),
      inner,
      tf.layers.dense({ units: 3, useBias: false }),
    ],
  });

/** The same network with the same weights, from what `save` gives: as `tf.loadLayersModel` reads files. */
async function loaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
}

let tensors = 0;
beforeEach(() => {
  tf.engine().startScope();
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
});

const image = () => tf.ones([1, 8, 8, 3]);

describe("a model that is built when the function is called", () => {
  const input = tf.input({ shape: [8, 8, 3] });
  const builders = {
    "one after the other": sequential,
    "as a graph": () => functional(),
    "without weights": withoutWeights,
    "with one inside": () => nested(),
    "from an earlier input": () => functional(input),
    "after others": () => {
      sequential().dispose();
      return functional();
    },
  };
  for (const [name, build] of Object.entries(builders)) {
    it(`is disposed: ${name}`, () => {
      const { model, release } = built(build);
      release();
      assert.equal(tf.memory().numTensors, tensors);
      assert.throws(() => model.predict(image()), /disposed/);
    });
  }
});

describe("a model that was there before", () => {
  const models: Record<string, () => tf.LayersModel | Promise<tf.LayersModel>> = {
    "one after the other": sequential,
    "as a graph": () => functional(),
    "without weights": withoutWeights,
    "with one inside": () => nested(),
    "from a file": () => loaded(sequential()),
    "with other weights than at first": () => {
      const model = functional();
      model.setWeights(model.getWeights().map((weight) => weight.add(1)));
      return model;
    },
  };
  for (const [name, make] of Object.entries(models)) {
    it(`is kept: ${name}`, async () => {
      const model = await make();
      const [count, expected] = [tf.memory().numTensors, model.predict(image()) as tf.Tensor];
      const { release } = built(() => model);
      release();
      assert.equal(tf.memory().numTensors, count + 2); // the image and the answer
      assert.deepEqual((model.predict(image()) as tf.Tensor).arraySync(), expected.arraySync());
    });
  }
});

describe("a model with a part of an earlier one", () => {
  const parts: Record<string, (base: tf.LayersModel) => tf.LayersModel> = {
    "that ends earlier": ({ inputs, layers }) =>
      tf.model({ inputs, outputs: layers[1]?.output as tf.SymbolicTensor }),
    "that goes on": ({ inputs, outputs }) =>
      tf.model({
        inputs,
        outputs: tf.layers.reLU().apply(outputs[0] as tf.SymbolicTensor) as tf.SymbolicTensor,
      }),
    "that has it inside": (base) => nested(base),
    "that begins with it": (base) => tf.sequential({ layers: [base, tf.layers.reLU()] }),
    "that a layer was added to": (base) => {
      if (base instanceof tf.Sequential) base.add(tf.layers.reLU());
      return base;
    },
  };
  for (const [name, build] of Object.entries(parts)) {
    it(`leaves that one whole: ${name}`, () => {
      const base = sequential();
      const { release } = built(() => build(base));
      release();
      assert.ok(base.weights.every((weight) => !weight.read().isDisposed));
      assert.doesNotThrow(() => base.predict(image()));
    });
  }

  it("leaves that one whole though it has no weights", () => {
    const base = withoutWeights();
    built(() => tf.model({ inputs: base.inputs, outputs: base.outputs })).release();
    assert.doesNotThrow(() => base.predict(image()));
  });
});

it("takes no names from the networks that come after", () => {
  const number = () => Number(/\d+$/.exec(tf.input({ shape: [1] }).name)?.[0]);
  const first = number();
  built(withoutWeights).release(); // its input goes by the name of its layer
  assert.equal(number(), first + 1);
});

it("says what is no model, or a disposed one", () => {
  assert.throws(() => built(() => undefined as never), /^TypeError: model is no tf.LayersModel/);
  const gone = sequential();
  gone.dispose();
  assert.throws(() => built(() => gone), /is disposed: build it again\. \(compare and compareTraining/);
});
