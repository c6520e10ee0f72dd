import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { courseAlexNet } from "../../src/architectures/courseAlexNet";
import { mobileNet } from "../../src/architectures/mobileNet";
import { resNet18 } from "../../src/architectures/resNet";
import { vgg16 } from "../../src/architectures/vgg";
import { onBackend } from "../../src/engines/backend";
import { discard } from "../../src/engines/discard";
import { foldBatchNorm } from "../../src/engines/foldBatchNorm";
import { groupedConv2d } from "../../src/layers/groupedConv2d";
import { independentComponents } from "../../src/layers/independentComponents";
import { backends } from "../support/engines";
import { settle } from "./parity";

const { layers } = tf;

/** Smooth images around 0, so that deep networks tell them apart. */
function images(model: tf.LayersModel): tf.Tensor {
  const [height, width, channels] = model.inputs[0]?.shape.slice(1) as [number, number, number];
  return tf.tidy(() => {
    const coarse = tf.randomNormal<tf.Rank.R4>([2, 5, 5, channels], 0, 1, "float32", 1);
    return tf.image.resizeBilinear(coarse, [height, width]);
  });
}

/** Batch norms far from doing nothing, in nested models too, and biases that are not 0. */
function stirred(model: tf.LayersModel): tf.LayersModel {
  model.weights.forEach((weight, seed) => {
    const draw = (low: number, high: number) =>
      tf.tidy(() => {
        weight.write(tf.randomUniform(weight.shape as number[], low, high, "float32", seed));
      });
    if (weight.originalName.endsWith("gamma")) draw(0.5, 1.5);
    if (weight.originalName.endsWith("moving_variance")) draw(0.2, 3);
    if (/(bias|beta|moving_mean)$/.test(weight.originalName)) draw(-1, 1);
  });
  return model;
}

function batchNorms(model: tf.LayersModel): string[] {
  return model.layers.flatMap((layer) => {
    if (layer instanceof tf.LayersModel) return batchNorms(layer);
    return layer.getClassName() === "BatchNormalization" ? [layer.name] : [];
  });
}

function predict(model: tf.LayersModel, x: tf.Tensor): Float32Array {
  return tf.tidy(() => {
    const outputs = [model.predict(x)].flat();
    return Float32Array.from(outputs.flatMap((output) => [...output.dataSync()]));
  });
}

/** max|a - b| / max|a| */
function difference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  const largest = (values: Float32Array) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest(a.map((value, i) => value - (b[i] as number))) / largest(a);
}

/** The folded model has the batch norms `remaining` and no others, and the output of the model, which is as before. */
function assertFolds(model: tf.LayersModel, remaining: readonly string[], tolerance = 1e-5): void {
  const x = images(model);
  const expected = predict(model, x);
  const folded = foldBatchNorm(model);
  assert.deepEqual(batchNorms(folded), remaining);
  assert.equal(folded.name, model.name);
  const apart = difference(expected, predict(folded, x));
  assert.ok(apart <= tolerance, `${model.name}: ${apart}`);
  assert.deepEqual(predict(model, x), expected);

  // The comparison can fail: without its mean a batch norm gives something else.
  const mean = model.weights.find(({ originalName }) => originalName.endsWith("moving_mean"));
  tf.tidy(() => {
    mean?.write(tf.zerosLike(mean.read()));
  });
  const moved = difference(expected, predict(model, x));
  assert.ok(moved > 1e-3, `a mean of 0 moves the output by ${moved} only`);
  [model, folded].forEach(discard);
}

describe("the batch norms of a network all fold, and its output stays within 1e-5", () => {
  const small = { inputShape: [32, 32, 3] as [number, number, number], batchNorm: true };
  const networks = {
    "course AlexNet": () => courseAlexNet({ ...small, inputShape: [215, 215, 3] }),
    "VGG-16": () => vgg16(small),
    "ResNet-18, with its branches": () => resNet18({ stem: "cifar" }),
  };
  for (const [name, build] of Object.entries(networks)) {
    test(name, () => {
      const model = build();
      settle(model);
      assertFolds(model, []);
    });
  }
});

test("MobileNet's 27 fold, within twice what rounding the image does to its output", () => {
  const model = mobileNet({ inputShape: [64, 64, 3] });
  settle(model);
  // Settled, it is so sensitive that the last bits of the pixels move its output by some 1e-5.
  const x = images(model);
  const rounded = x.add(tf.randomNormal(x.shape, 0, 2 ** -23, "float32", 2));
  const moved = difference(predict(model, x), predict(model, rounded));
  assert.ok(moved < 1e-4, `${moved}`);
  assertFolds(model, [], 2 * moved);
});

/** image 8 x 8 x 4 → the layers, one after the other */
function chain(...layers: tf.layers.Layer[]): tf.LayersModel {
  const image = tf.input({ shape: [8, 8, 4] });
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
  return stirred(tf.model({ inputs: image, outputs }));
}

type BatchNormConfig = NonNullable<Parameters<typeof layers.batchNormalization>[0]>;
const bn = (name: string, config: BatchNormConfig = {}) => layers.batchNormalization({ name, ...config });
const relu = () => layers.reLU();
const conv = (config: Partial<Parameters<typeof layers.conv2d>[0]> = {}) =>
  layers.conv2d({ filters: 6, kernelSize: 3, ...config });

describe("into each kind of layer", () => {
  const kinds: Record<string, () => tf.layers.Layer[]> = {
    "convolution, with and without a bias": () => [
      ...[conv(), bn("first"), relu()],
      ...[conv({ useBias: false }), bn("second"), relu()],
    ],
    "depthwise and 1 x 1": () => [
      ...[layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 3, useBias: false }), bn("first"), relu()],
      ...[conv({ kernelSize: 1, useBias: false }), bn("second"), relu()],
      ...[layers.depthwiseConv2d({ kernelSize: 3, strides: 2 }), bn("third")],
    ],
    separable: () => [layers.separableConv2d({ filters: 5, kernelSize: 3 }), bn("only")],
    transposed: () => [layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2 }), bn("only")],
    grouped: () => [
      groupedConv2d({ filters: 6, kernelSize: 3, groups: 2, useBias: false }),
      bn("only"),
      relu(),
    ],
    dense: () => [
      layers.flatten(),
      layers.dense({ units: 7 }),
      bn("first"),
      relu(),
      layers.dense({ units: 3 }),
    ],
    "dense along an image's channels": () => [layers.dense({ units: 7, useBias: false }), bn("only")],
    "one dimension": () => [
      ...[layers.reshape({ targetShape: [64, 4] }), layers.conv1d({ filters: 5, kernelSize: 3 }), bn("only")],
    ],
    "without gamma": () => [conv(), bn("only", { scale: false })],
    "without beta": () => [conv(), bn("only", { center: false, epsilon: 0.1 })],
    "with neither": () => [conv({ useBias: false }), bn("only", { scale: false, center: false })],
    "with the axis counted from the front": () => [conv(), bn("only", { axis: 3 })],
  };
  for (const [name, build] of Object.entries(kinds)) test(name, () => assertFolds(chain(...build()), []));
});

describe("it stays", () => {
  const chains: Record<string, () => tf.layers.Layer[]> = {
    "after an activation": () => [conv({ activation: "relu" }), bn("stays"), relu()],
    "after an activation layer": () => [conv(), relu(), bn("stays"), conv(), bn("goes")],
    "after pooling": () => [conv(), layers.averagePooling2d({ poolSize: 2 }), bn("stays")],
    "at the start": () => [bn("stays"), conv(), bn("goes")],
    "after another batch norm": () => [conv(), bn("goes"), bn("stays")],
    "along another axis": () => [conv(), bn("stays", { axis: 1 })],
  };
  for (const [name, build] of Object.entries(chains))
    test(name, () => assertFolds(chain(...build()), ["stays"]));

  /** A model of one image, given what is made of it. */
  const graph = (outputs: (image: tf.SymbolicTensor) => tf.SymbolicTensor | tf.SymbolicTensor[]) => {
    const image = tf.input({ shape: [8, 8, 4] });
    return stirred(tf.model({ inputs: image, outputs: outputs(image) }));
  };
  const on = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
    layer.apply(x.length === 1 ? (x[0] as tf.SymbolicTensor) : x) as tf.SymbolicTensor;

  test("where the convolution's output is used elsewhere too", () => {
    const model = graph((image) => {
      const x = on(conv(), image);
      return on(layers.add(), x, on(bn("stays"), x), on(bn("stays_too"), x));
    });
    assertFolds(model, ["stays", "stays_too"]);
  });

  test("where it is an output of the model", () => {
    const model = graph((image) => {
      const x = on(conv(), image);
      return [x, on(bn("stays"), x)];
    });
    assertFolds(model, ["stays"]);
  });

  test("where either is shared, and goes beside it where neither is", () => {
    const model = graph((image) => {
      const [sharedConv, sharedNorm] = [conv({ padding: "same", filters: 4 }), bn("shared")];
      const once = on(bn("after_shared"), on(sharedConv, image));
      const twice = on(layers.add(), once, on(sharedConv, once));
      const left = on(sharedNorm, on(conv(), twice));
      const right = on(sharedNorm, on(conv(), twice));
      return on(layers.concatenate(), left, right, on(bn("goes"), on(conv(), twice)));
    });
    assertFolds(model, ["after_shared", "shared"]);
  });

  test("before a convolution, in the independent-components layer", () => {
    const model = graph((image) => on(conv({ padding: "same" }), independentComponents(image, 0.1)));
    assert.equal(batchNorms(model).length, 1);
    assertFolds(model, batchNorms(model));
  });
});

test("sequential models, and those nested in others, fold inside", () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [
      conv({ inputShape: [8, 8, 4], filters: 4, padding: "same" }),
      bn("inside"),
      relu(),
      bn("inner_stays"),
    ],
  });
  const model = tf.sequential({
    layers: [inner, conv(), bn("outside"), layers.flatten(), layers.dense({ units: 2 })],
  });
  stirred(model);
  const folded = foldBatchNorm(model);
  assert.ok(folded instanceof tf.Sequential && folded.layers[0] instanceof tf.Sequential);
  discard(folded);
  assertFolds(model, ["inner_stays"]);
});

test("a nested model that is called twice is folded once", () => {
  const x = tf.input({ shape: [8, 8, 4] });
  const inputs = tf.input({ shape: [8, 8, 4] });
  const body = bn("goes").apply(conv({ filters: 4, padding: "same" }).apply(x)) as tf.SymbolicTensor;
  const inner = tf.model({ inputs: x, outputs: body });
  const outputs = inner.apply(inner.apply(inputs)) as tf.SymbolicTensor;
  assertFolds(stirred(tf.model({ inputs, outputs })), []);
});

test("parts of another model fold as if they stood alone", () => {
  const image = tf.input({ shape: [8, 8, 4] });
  const features = conv().apply(image) as tf.SymbolicTensor;
  const outputs = bn("goes").apply(features) as tf.SymbolicTensor;
  tf.model({ inputs: image, outputs: relu().apply(features) as tf.SymbolicTensor });
  assertFolds(stirred(tf.model({ inputs: image, outputs })), []);
});

for (const engine of backends) {
  test(`it folds on ${engine}, and each of the two models frees its own memory`, () => {
    onBackend(engine, () => {
      const before = tf.memory().numTensors;
      const model = chain(
        conv(),
        bn("goes"),
        relu(),
        conv({ useBias: false }),
        bn("goes_too"),
        relu(),
        conv(),
      );
      const x = images(model);
      const expected = predict(model, x);
      const folded = foldBatchNorm(model);
      discard(model);
      assert.ok(difference(expected, predict(folded, x)) < 1e-5);
      discard(folded);
      x.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  });
}

test("what is no model, or a disposed one, is refused", () => {
  assert.throws(() => foldBatchNorm(null as never), {
    name: "TypeError",
    message: /^model is no tf.LayersModel/,
  });
  const model = chain(conv());
  discard(model);
  assert.throws(() => foldBatchNorm(model), /is disposed: build it again/);
});
