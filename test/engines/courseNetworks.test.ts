import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { architectures } from "../../src/architectures";
import { cnn5x5, vgg16 } from "../../src/architectures/vgg";
import type { EngineName } from "../../src/engines";
import { discard } from "../../src/engines/discard";
import { available, noTensorflow } from "../support/engines";
import { assertParity, settle } from "./parity";

const six = ["AlexNet", "VGG-16", "CNN_5x5_Net", "AlexNet_BN", "VGG-16_BN", "CNN_5x5_Net_BN"];
/** TensorFlow shows first that the comparison can fail: it loads a network with other weights in no time. */
const withWasm = (["tensorflow", "onnxruntime", "wasm"] as const).filter((name) => available.includes(name));
/** wasm takes tens of seconds for the other four at full size: it runs them, or their kin with more classes, on small images. */
const withoutWasm = withWasm.filter((name) => name !== "wasm");

async function agree(model: tf.LayersModel, engines: readonly EngineName[]): Promise<void> {
  try {
    settle(model);
    await assertParity(model, engines, 1e-4, (kernels) => [kernels[0], kernels[4]].flatMap((k) => k ?? []));
  } finally {
    discard(model);
  }
}

describe("engines agree within 1e-4 on", { skip: noTensorflow }, () => {
  for (const name of six) {
    const engines = name.startsWith("AlexNet") ? withWasm : withoutWasm;
    test(`${name}: ${engines.join(", ")}`, async () => {
      const architecture = architectures.find((candidate) => candidate.name === name);
      assert.ok(architecture);
      await agree(architecture.build(), engines);
    });
  }

  for (const [name, build] of Object.entries({ "VGG-16_BN": vgg16, CNN_5x5_Net_BN: cnn5x5 })) {
    test(`${name} on small images: ${withWasm.join(", ")}`, () =>
      agree(build({ inputShape: [64, 64, 3], batchNorm: true }), withWasm));
  }
});
