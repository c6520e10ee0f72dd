import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { exportOnnx } from "../../../../src/engines/onnx/exportOnnx";
import { activations } from "../../../support/random/kinds/kind";
import { agree, chain } from "./agreement";

const { activation, conv2d, dense, elu, leakyReLU, permute, prelu, reLU, softmax, thresholdedReLU } =
  tf.layers;

const image = [4, 5, 3];
const convolved = (...layers: tf.layers.Layer[]) =>
  chain(image, conv2d({ filters: 3, kernelSize: 2 }), ...layers);

describe("activation functions", () => {
  for (const name of activations) {
    const layer = () => activation({ activation: name as "relu" });
    agree({
      [`${name} of vectors`]: () => chain([7], layer()),
      [`${name} of images as they come`]: () => chain(image, layer()),
      [`${name} behind a convolution`]: () => convolved(layer()),
      [`${name} in a dense layer`]: () => chain([7], dense({ units: 5, activation: name as "relu" })),
    });
  }
});

describe("activation layers", () => {
  agree({
    ELU: () => chain(image, elu()),
    "LeakyReLU: slope": () => convolved(leakyReLU({ alpha: 0.2 })),
    "LeakyReLU: its default": () => chain([7], leakyReLU()),
    "ReLU: its default": () => convolved(reLU()),
    "ReLU: up to a value": () => convolved(reLU({ maxValue: 0.7 })),
    "ThresholdedReLU: its default": () => chain(image, thresholdedReLU()),
    "ThresholdedReLU: threshold": () => convolved(thresholdedReLU({ theta: 0.3 })),
    "ThresholdedReLU: below 0": () => convolved(thresholdedReLU({ theta: -0.3 })),
  });
});

describe("PReLU", () => {
  const sharing: Record<string, number | number[] | undefined> = {
    "a slope for each value": undefined,
    "shared along the height": 1,
    "shared along height and width": [1, 2],
    "shared by the channels": [3],
    "one slope": [1, 2, 3],
  };
  for (const [name, sharedAxes] of Object.entries(sharing)) {
    const layer = () => prelu(sharedAxes === undefined ? {} : { sharedAxes });
    agree({
      [`${name}, of images as they come`]: () => chain(image, layer()),
      [`${name}, behind a convolution`]: () => convolved(layer()),
    });
  }
  agree({
    "of vectors": () => chain([7], prelu()),
    "of open sizes": () =>
      chain([null, null, 3], conv2d({ filters: 3, kernelSize: 2 }), prelu({ sharedAxes: [1, 2] })),
  });
});

describe("Softmax", () => {
  agree({
    "of vectors, its default axis 1": () => chain([7], softmax()),
    "over the last axis": () => chain(image, softmax({ axis: -1 })),
    "over the channels of a convolution": () => convolved(softmax({ axis: 3 })),
    "over one axis in a list": () => chain(image, softmax({ axis: [-1] })),
    "over two axes": () => chain(image, softmax({ axis: [1, 2] })),
    "over two axes behind a convolution": () => convolved(softmax({ axis: [1, 3] })),
    "over the last axis behind a permutation": () =>
      chain(image, permute({ dims: [3, 1, 2] }), softmax({ axis: -1 })),
  });
});

test("an activation function that is none of TF.js's is refused by name", async () => {
  class Cubed extends tf.serialization.Serializable {
    static className = "cubed";
    apply = (x: tf.Tensor) => x.pow(3);
    getConfig = () => ({});
  }
  const layer = dense({ units: 2, name: "odd" });
  Object.assign(layer, { activation: new Cubed() });
  await assert.rejects(exportOnnx(chain([3], layer)), /"odd" has the activation "cubed".*relu6/);
});
