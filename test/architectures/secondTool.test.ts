import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { alexNet2012, alexNetTorchvision } from "../../src/architectures/alexNet";
import { allCnn } from "../../src/architectures/allCnn";
import { architectures } from "../../src/architectures";
import { courseAlexNet } from "../../src/architectures/courseAlexNet";
import { googLeNet } from "../../src/architectures/googLeNet";
import { leNet5Modern } from "../../src/architectures/leNet";
import { mobileNet } from "../../src/architectures/mobileNet";
import type { NetworkOptions } from "../../src/architectures/options";
import { plainNet34, resNet18, resNet34 } from "../../src/architectures/resNet";
import { kerasMnistCnn, kerasMnistConvnet, pytorchNet } from "../../src/architectures/smallNetworks";
import { cnn5x5, vgg11, vgg13, vgg16, vgg19 } from "../../src/architectures/vgg";
import "../../src/engines";
import { discard } from "../../src/engines/discard";
import { cost } from "../../src/inspect/cost";
import { summary } from "../../src/inspect/summary";
import { difference } from "../engines/parity";
import { using } from "./support";

/*
 * Our networks against those of PyTorch and Keras, which test/fixtures/torch/generate.py counted and ran: each
 * convolution and dense layer by its name, and what the whole network answers to an image.
 */

interface Network {
  /** Per cent: top-1, top-5 */
  accuracy?: [number, number];
  params: number;
  trainable: number;
  macs: number;
  layers: Record<string, Layer>;
  forward: { inputShape: [number, number, number]; scale: number; outputs: number[][] };
}

interface Layer {
  kernel: number[];
  strides: number;
  output: number[];
  params: number;
  macs: number;
}

const fixture = join(__dirname, "..", "fixtures", "torch", "networks.json");
const networks = JSON.parse(readFileSync(fixture, "utf8")) as Record<string, Network>;

/** How to build the small copies; torchvision's GoogLeNet and the CIFAR stem are options. */
const builders: Record<string, (options: NetworkOptions) => tf.LayersModel> = {
  "LeNet-5_modern": leNet5Modern,
  AlexNet: courseAlexNet,
  AlexNet_2012: alexNet2012,
  AlexNet_2012_ungrouped: (options) => alexNet2012({ ...options, grouped: false }),
  AlexNet_torchvision: alexNetTorchvision,
  "VGG-11": vgg11,
  "VGG-13": vgg13,
  "VGG-16_1000": vgg16,
  "VGG-19": vgg19,
  CNN_5x5_Net_1000: cnn5x5,
  "All-CNN-C": allCnn,
  GoogLeNet: googLeNet,
  GoogLeNet_torchvision: (options) => googLeNet({ ...options, variant: "torchvision" }),
  GoogLeNet_torchvision_side: (options) =>
    googLeNet({ ...options, variant: "torchvision", sideBranches: true }),
  "ResNet-18": resNet18,
  "ResNet-34": resNet34,
  "Plain-34": plainNet34,
  "ResNet-34_CIFAR": (options) => resNet34({ ...options, stem: "cifar" }),
  MobileNet: mobileNet,
  PyTorch_Net: pytorchNet,
  PyTorch_Net_RGB: pytorchNet,
  Keras_MNIST_convnet: kerasMnistConvnet,
  Keras_MNIST_CNN: kerasMnistCnn,
};

test("every network of the fixture is compared", () => {
  assert.deepEqual(Object.keys(networks), Object.keys(builders));
});

describe("parameters and MACs, in all and of each convolution and dense layer", () => {
  for (const [name, expected] of Object.entries(networks)) {
    test(name, () => {
      const entry = architectures.find((candidate) => candidate.name === name);
      assert.ok(entry);
      using(entry.build(), (model) => {
        const { params, trainable } = summary(model).totals;
        const { rows, totals } = cost(model);
        const macs = new Map(rows.map((row) => [row.name, row.macs]));
        assert.deepEqual(
          { params, trainable, macs: totals.macs },
          { params: expected.params, trainable: expected.trainable, macs: expected.macs },
        );
        const layers = model.layers.filter(hasKernel).map((layer) => [
          layer.name,
          {
            kernel: layer.getWeights()[0]?.shape,
            strides: (layer as { strides?: number[] }).strides?.[0] ?? 1,
            output: layer.outputShape.slice(1),
            params: layer.countParams(),
            macs: macs.get(layer.name),
          },
        ]);
        assert.deepEqual(Object.fromEntries(layers), expected.layers);
      });
    });
  }
});

test("published accuracies, to a tenth of a per cent, where they are", () => {
  // MobileNet's: keras.io/api/applications
  const published: Record<string, Pick<Network, "accuracy">> = {
    ...networks,
    MobileNet: { accuracy: [70.4, 89.5] },
  };
  for (const { name, top1, top5 } of architectures) {
    const [first, five] = published[name]?.accuracy ?? [];
    const rounded = (accuracy?: number) => accuracy?.toFixed(1);
    assert.deepEqual([top1, top5].map(rounded), [first, five].map(rounded), name);
  }
});

describe("the same weights give the same answer", () => {
  for (const [name, { forward }] of Object.entries(networks)) {
    test(name, () => {
      const { inputShape, scale, outputs: expected } = forward;
      const model = builders[name]?.({ inputShape, classes: 10 }) as tf.LayersModel;
      fill(model);
      const image = sawtooth(inputShape, scale);
      const [outputs, others] = [image, image.reverse(2)].map((input) => answers(model, input));
      discard(model);
      image.dispose();
      assert.equal(outputs?.length, expected.length);
      for (const [i, output] of outputs.entries()) {
        const moved = difference(output, others?.[i] ?? output);
        assert.ok(moved > 1e-2, `output ${i}: another image moves it by ${moved} only`);
        const apart = difference(output, Float32Array.from(expected[i] ?? []));
        assert.ok(apart <= 1e-4, `output ${i} is ${apart} away`);
      }
    });
  }
});

function hasKernel(layer: tf.layers.Layer): boolean {
  return layer.weights.some(({ originalName }) => originalName.endsWith("kernel"));
}

/** The network's outputs, before the softmax where there is one. */
function answers(model: tf.LayersModel, image: tf.Tensor4D): Float32Array[] {
  return tf.tidy(() => {
    const outputs = model.outputs.map((output) => {
      const last = output.sourceLayer;
      if (last.getClassName() === "Softmax") return last.input as tf.SymbolicTensor;
      const activation = tf.layers.activation({ activation: "linear" })["activation" as never];
      Object.assign(last, { activation });
      return output;
    });
    const values = [tf.model({ inputs: model.inputs, outputs }).predict(image)].flat();
    return values.map((value) => value.dataSync<"float32">().slice());
  });
}

/** What each kind of weight spreads around and how far; kernels have He's variance. */
const spread: Partial<Record<string, { middle: number; reach: number }>> = {
  bias: { middle: 0, reach: 0.2 },
  gamma: { middle: 0.3, reach: 0.1 },
  beta: { middle: 0, reach: 0.2 },
  mean: { middle: 0, reach: 0.2 },
  variance: { middle: 0.1, reach: 0.05 },
};

/** Gives a network the weights of generate.py's formula. */
function fill(model: tf.LayersModel): void {
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const shape = weight.shape as number[];
      const kind = /[a-z]+$/.exec(weight.originalName)?.[0] ?? "";
      const { middle, reach } = spread[kind] ?? { middle: 0, reach: Math.sqrt(6 / fanIn(shape)) };
      const values = noise(`${layer.name}/${kind}`, tf.util.sizeFromShape(shape));
      for (let i = 0; i < values.length; i++) values[i] = middle + reach * (values[i] ?? NaN);
      const tensor = tf.tensor(new Float32Array(values), shape);
      weight.write(tensor);
      tensor.dispose();
    }
  }
}

/** A depthwise kernel has one filter for each channel. */
function fanIn(shape: number[]): number {
  return tf.util.sizeFromShape(shape.at(-1) === 1 ? shape.slice(0, 2) : shape.slice(0, -1));
}

/** `count` numbers in [-1, 1), the nth of them a hash of the name and n. */
function noise(name: string, count: number): Float64Array {
  let seed = 0x811c9dc5;
  for (const character of Buffer.from(name)) seed = Math.imul(seed ^ character, 0x01000193);
  const values = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    let hash = (Math.imul(n, 0x9e3779b9) + seed) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    values[n] = ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 31 - 1;
  }
  return values;
}

/** Sawtooth waves, of other lengths in each channel, as in generate.py. */
function sawtooth([height, width, channels]: [number, number, number], scale: number): tf.Tensor4D {
  const pixel = (y: number, x: number, channel: number) =>
    scale * (((y * (3 + 2 * channel) + x * (5 + 4 * channel)) % 64) / 32 - 1);
  const range = (length: number) => Array.from({ length }, (_, i) => i);
  return tf.tensor4d([
    range(height).map((y) => range(width).map((x) => range(channels).map((channel) => pixel(y, x, channel)))),
  ]);
}
