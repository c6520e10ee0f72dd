import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { relusBeforePooling } from "../../../src/training/calls/reluBeforePooling";
import { trainableVariables } from "../../../src/training/step";
import { useTrainingCalls } from "../../../src/training/trainingCalls";
import { cannotTrain, relativeDifference } from "../support";

const needsTensorflow = { skip: cannotTrain };

type Layers = (image: tf.SymbolicTensor) => tf.SymbolicTensor | tf.SymbolicTensor[];

function model(layers: Layers): tf.LayersModel {
  const image = tf.input({ shape: [9, 8, 2] });
  return tf.model({ inputs: image, outputs: layers(image) });
}

function on(x: tf.SymbolicTensor, ...layers: tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, x);
}

/** With a bias that is not 0: a few positive, a few negative. */
function convolution(
  name: string,
  activation: "linear" | "relu" = "linear",
  useBias = true,
): tf.layers.Layer {
  return tf.layers.conv2d({
    name,
    filters: 4,
    kernelSize: 3,
    activation,
    useBias,
    kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
    biasInitializer: tf.initializers.randomNormal({ stddev: 0.5, seed: 2 }),
  });
}

const relu = (name: string) => tf.layers.reLU({ name });
const relu6 = (name: string) => tf.layers.reLU({ name, maxValue: 6 });
const activation = (name: string, activation: "relu" | "tanh") => tf.layers.activation({ name, activation });
const pool = (name: string) => tf.layers.maxPooling2d({ name, poolSize: 2 });
const overlapping = (name: string) =>
  tf.layers.maxPooling2d({ name, poolSize: 3, strides: 2, padding: "same" });

/** Networks, each with the pairs of a ReLU and a pooling that are to change places. */
const networks: Record<string, { layers: Layers; pairs: [relu: string, pooling: string][] }> = {
  "a ReLU inside a convolution": {
    layers: (x) => on(x, convolution("c", "relu"), pool("p")),
    pairs: [["c", "p"]],
  },
  "one in a layer of its own, of either kind": {
    layers: (x) => on(x, convolution("c"), relu("r"), pool("p"), activation("a", "relu"), overlapping("q")),
    pairs: [["r", "p"], ["a", "q"]], // prettier-ignore
  },
  "batch norm between": {
    // No bias, since batch norm takes it away again: its gradient would be rounding errors.
    layers: (x) =>
      on(x, convolution("c", "linear", false), tf.layers.batchNormalization(), relu("r"), pool("p")),
    pairs: [["r", "p"]],
  },
  "inside a nested model": {
    layers: (x) =>
      on(
        x,
        model((y) => on(y, convolution("c", "relu"), pool("p"))),
        relu("r"),
      ),
    pairs: [["c", "p"]],
  },
  "from a nested model into a pooling outside": {
    layers: (x) =>
      on(
        x,
        model((y) => on(y, convolution("c", "relu"))),
        pool("p"),
      ),
    pairs: [["c", "p"]],
  },
  "another layer takes the ReLU's output too": {
    layers: (x) => {
      const y = on(x, convolution("c", "relu"));
      return tf.layers.concatenate().apply([on(y, pool("p")), on(y, overlapping("q"))].map((z) => on(z, tf.layers.flatten()))) as tf.SymbolicTensor; // prettier-ignore
    },
    pairs: [],
  },
  "the ReLU's output is the model's too": {
    layers: (x) => {
      const y = on(x, convolution("c", "relu"));
      return [y, on(y, pool("p"))];
    },
    pairs: [],
  },
  "a pooling that serves two": {
    layers: (x) => {
      const shared = pool("p");
      const branches = [convolution("c", "relu"), convolution("d")].map((layer) => on(x, layer, shared));
      return tf.layers.add().apply(branches) as tf.SymbolicTensor;
    },
    pairs: [],
  },
  "a ReLU that serves two": {
    layers: (x) => {
      const shared = relu("r");
      const [left, right] = [on(x, convolution("c"), shared, pool("p")), on(x, convolution("d"), shared)];
      return [left, right];
    },
    pairs: [],
  },
  "other activations": {
    layers: (x) => on(x, convolution("c"), relu6("r"), pool("p"), activation("a", "tanh"), pool("q")),
    pairs: [],
  },
};

/** Output, and gradients of the input and all weights, of a forward pass in training. */
function trained(network: tf.LayersModel, image: tf.Tensor): tf.Tensor[] {
  const weights = trainableVariables(network);
  const x = tf.variable(image);
  const sum = (outputs: tf.Tensor | tf.Tensor[]) =>
    tf.addN([outputs].flat().map((y) => y.mul(tf.randomNormal(y.shape, 0, 1, "float32", 3)).sum()));
  const outputs = [network.apply(x, { training: true }) as tf.Tensor | tf.Tensor[]].flat();
  const { grads } = tf.variableGrads(
    () => sum(network.apply(x, { training: true }) as tf.Tensor | tf.Tensor[]).asScalar(),
    [x, ...weights],
  );
  const gradients = [x, ...weights].map(({ name }) => grads[name] as tf.Tensor);
  x.dispose();
  return [...outputs, ...gradients];
}

for (const [name, { layers, pairs }] of Object.entries(networks)) {
  test(`${name}: ${pairs.length ? pairs.join(" and ") : "nothing"} changes places`, () => {
    const found = relusBeforePooling(model(layers)).map(({ relu, pooling }) => [relu.name, pooling.name]);
    assert.deepEqual(found, pairs);
  });

  test(`${name}: results and gradients stay as they were`, needsTensorflow, () => {
    tf.tidy(() => {
      const network = model(layers);
      // Parts of an image are blank, as digits' are: whole windows tie there.
      const image = tf.randomNormal([3, 9, 8, 2], 0, 1, "float32", 4).relu().mul(tf.range(0, 8).less(5).reshape([1, 1, 8, 1])); // prettier-ignore
      const expected = trained(network, image);
      const restore = useTrainingCalls(network, 1);
      const actual = trained(network, image);
      restore();
      assert.ok(relativeDifference(expected[0] as tf.Tensor, tf.zerosLike(expected[0] as tf.Tensor)) > 0.5);
      for (const [i, tensor] of expected.entries()) {
        const difference = relativeDifference(tensor, actual[i] as tf.Tensor);
        assert.ok(difference < 1e-5, `tensor ${i} of [${tensor.shape.join(", ")}]: ${difference}`);
      }
    });
  });
}
