import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { architectures } from "../../src/architectures";
import { alexNet2012, alexNetTorchvision } from "../../src/architectures/alexNet";
import { googLeNet } from "../../src/architectures/googLeNet";
import { mobileNet } from "../../src/architectures/mobileNet";
import type { NetworkOptions } from "../../src/architectures/options";
import { plainNet34, resNet18, resNet34 } from "../../src/architectures/resNet";
import { cnn5x5, vgg11, vgg13, vgg16, vgg19 } from "../../src/architectures/vgg";
import type { EngineName } from "../../src/engines";
import { discard } from "../../src/engines/discard";
import { available, noTensorflow } from "../support/engines";
import { assertParity, settle, withOneOutput } from "./parity";

const others = architectures.filter(
  ({ name }) =>
    // The assignment's six have a test of their own,
    !["AlexNet", "VGG-16", "CNN_5x5_Net", "AlexNet_BN", "VGG-16_BN", "CNN_5x5_Net_BN"].includes(name) &&
    // and these are an output of their kin with side branches.
    !["GoogLeNet", "GoogLeNet_torchvision"].includes(name),
);

/** An image of this side instead of the network's own. */
function side(size: number): Pick<NetworkOptions, "inputShape"> {
  return { inputShape: [size, size, 3] };
}

/** Networks that are too much for the cpu backend, on images that it gets through in a second. */
const onSmallImages: Record<string, () => tf.LayersModel> = {
  AlexNet_2012: () => alexNet2012(side(67)),
  AlexNet_2012_ungrouped: () => alexNet2012({ ...side(67), grouped: false }),
  AlexNet_torchvision: () => alexNetTorchvision(side(63)),
  "VGG-11": () => vgg11(side(32)),
  "VGG-13": () => vgg13(side(32)),
  "VGG-16_1000": () => vgg16({ ...side(32), classes: 1000 }),
  "VGG-19": () => vgg19(side(32)),
  CNN_5x5_Net_1000: () => cnn5x5({ ...side(32), classes: 1000 }),
  GoogLeNet_side: () => googLeNet({ ...side(65), sideBranches: true }),
  GoogLeNet_torchvision_side: () => googLeNet({ ...side(65), variant: "torchvision", sideBranches: true }),
  "ResNet-18": () => resNet18(side(33)),
  "ResNet-34": () => resNet34(side(33)),
  "Plain-34": () => plainNet34(side(33)),
  "ResNet-34_CIFAR": () => resNet34({ ...side(9), stem: "cifar" }),
  MobileNet: () => mobileNet(side(64)),
};

/** MACs of the largest network that the cpu backend runs as it is. */
const SMALL = 3e8;

/** One of each family, since a full image takes wasm a while; of VGG the six have two. */
const atFullSize = ["AlexNet_2012", "GoogLeNet_side", "ResNet-34", "MobileNet"];

/** Engines agree on a network, once another image and a kernel in its midst are seen to move its output. */
async function agree(model: tf.LayersModel, names: readonly EngineName[]): Promise<void> {
  try {
    settle(model);
    await assertParity(withOneOutput(model), names, 1e-4, (kernels) => kernels.slice(3, 4));
  } finally {
    discard(model);
  }
}

const fast = available.filter((name) => name !== "cpu");

describe(`${fast.join(", ")} agree within 1e-4 at full size on`, { skip: noTensorflow }, () => {
  for (const { name, build } of others.filter(({ name }) => atFullSize.includes(name))) {
    test(name, () => agree(build(), fast));
  }
});

describe(`${available.join(", ")} agree within 1e-4 on small images on`, () => {
  for (const { name, build, macs } of others) {
    test(name, async () => {
      const small = macs > SMALL ? onSmallImages[name] : build;
      assert.ok(small, `${name} is too much for the cpu backend: give it a small image in this file's table`);
      await agree(small(), available);
    });
  }
});
