import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { alexNet2012 } from "../../src/architectures/alexNet";
import { allCnn } from "../../src/architectures/allCnn";
import { googLeNet } from "../../src/architectures/googLeNet";
import { leNet5 } from "../../src/architectures/leNet";
import { mobileNet } from "../../src/architectures/mobileNet";
import { fromPattern } from "../../src/architectures/pattern/fromPattern";
import { resNet34 } from "../../src/architectures/resNet";
import { kerasMnistCnn } from "../../src/architectures/smallNetworks";
import { vgg16 } from "../../src/architectures/vgg";
import "../../src/engines";

const patterned = (options?: object) => fromPattern("INPUT -> [FC -> RELU]*K -> FC", options);

/** A script is not type-checked: what it hands in has any type. */
type Build = (options?: never) => tf.LayersModel;

function refuses(build: Build, options: unknown, message: string): void {
  assert.throws(() => build(options as never), { name: "TypeError", message });
}

describe("an option that a network does not take is named, with those that it takes", () => {
  const common = "inputShape, classes, batchNorm, dropout, seed";
  const cases: [Build, options: object, message: string][] = [
    [
      vgg16,
      { batchnorm: true },
      `options has no batchnorm (did you mean batchNorm?): VGG-16 takes ${common}.`,
    ],
    [kerasMnistCnn, { batchSize: 2 }, `options has no batchSize: Keras_MNIST_CNN takes ${common}.`],
    [
      alexNet2012,
      { groups: 1 },
      `options has no groups (did you mean grouped?): AlexNet_2012 takes ${common}, grouped.`,
    ],
    [
      allCnn,
      { droput: 0 },
      `options has no droput (did you mean dropout?): All-CNN-C takes ${common}, inputDropout.`,
    ],
    [leNet5, { classes: 5 }, "options has no classes: LeNet-5 takes inputShape, seed."],
    [mobileNet, { alpha: 0.5 }, "options has no alpha: MobileNet takes inputShape, classes, seed, width."],
    [
      googLeNet,
      { batchNorm: true },
      "options has no batchNorm: GoogLeNet takes inputShape, classes, dropout, seed, variant, sideBranches.",
    ],
    [
      resNet34,
      { batchNorm: false },
      "options has no batchNorm: ResNet-34 takes inputShape, classes, seed, stem.",
    ],
    [
      patterned,
      { unit: 64 },
      `options has no unit (did you mean units?): fromPattern takes ${common}, optional, filters, kernelSize, poolSize, units, N, M, K.`,
    ],
  ];
  for (const [build, options, message] of cases) test(message, () => refuses(build, options, message));
});

test("what is undefined is left out, whatever its name", () => {
  const model = patterned({ K: 1, inputShape: [4, 4, 1], unit: undefined, seed: undefined });
  assert.equal(model.countParams(), 16 * 128 + 128 + 128 * 10 + 10);
  model.dispose();
});

test("what is no object is refused", () => {
  const way = "give an object, { name: value, … }.";
  const ends = " VGG-16 takes inputShape, classes, batchNorm, dropout, seed.";
  refuses(vgg16, 10, `options is 10: ${way}${ends}`);
  refuses(vgg16, "10", `options is "10": ${way}${ends}`);
  for (const build of [vgg16, alexNet2012, allCnn, leNet5, mobileNet, googLeNet, resNet34, patterned]) {
    assert.throws(() => build(null as never), {
      name: "TypeError",
      message: /^options is null: give an object/,
    });
  }
});

test("what is true or false is nothing else", () => {
  refuses(vgg16, { batchNorm: "yes" }, 'batchNorm is "yes": it must be true or false.');
  refuses(alexNet2012, { grouped: "no" }, 'grouped is "no": it must be true or false.');
  refuses(googLeNet, { sideBranches: 1 }, "sideBranches is 1: it must be true or false.");
  refuses(patterned, { optional: null, K: 1 }, "optional is null: it must be true or false.");
});
