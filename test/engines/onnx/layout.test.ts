import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { onnx } from "onnx-proto";
import { courseAlexNet } from "../../../src/architectures/courseAlexNet";
import { googLeNet } from "../../../src/architectures/googLeNet";
import { mobileNet } from "../../../src/architectures/mobileNet";
import { resNet34 } from "../../../src/architectures/resNet";
import { cnn5x5, vgg16 } from "../../../src/architectures/vgg";
import { discard } from "../../../src/engines/discard";
import { exportOnnx } from "../../../src/engines/onnx/exportOnnx";
import { library } from "../../../src/engines/onnx/library";
import { translate } from "../../../src/engines/onnx/translate";

const inputShape: [number, number, number] = [64, 64, 3]; // small, for the sake of the dense layers
const networks: Record<string, () => tf.LayersModel> = {
  "course AlexNet": () => courseAlexNet({ inputShape: [215, 215, 3], batchNorm: true }),
  "VGG-16": () => vgg16({ inputShape, batchNorm: true }),
  CNN_5x5_Net: () => cnn5x5({ inputShape, batchNorm: true }),
  "ResNet-34": () => resNet34(),
  GoogLeNet: () => googLeNet(),
  "MobileNet v1": () => mobileNet(),
};

const overImages = /Conv|Pad|Pool|BatchNormalization|Concat|Add/;

describe("a network's axes change their order once where images come in and once where they are flattened", () => {
  for (const [name, build] of Object.entries(networks)) {
    test(name, (t) => {
      const model = build();
      t.after(() => discard(model));
      const ops = translate(model).nodes.map(({ op }) => op);
      const transposes = ops.flatMap((op, i) => (op === "Transpose" ? [i] : []));
      const first = ops.findIndex((op) => overImages.test(op));
      const flattening = ops.findIndex((op) => op === "Reshape" || op === "Flatten");
      const [coming, ...others] = transposes;
      assert.ok(coming !== undefined && coming < first, `transposed at ${coming}, images from ${first} on`);
      assert.deepEqual(others, others.length > 0 ? [flattening - 1] : []);
    });
  }
});

describe("ONNX Runtime takes padding, batch norm and activations into the convolutions beside them", () => {
  const convolutional = { "ResNet-34": networks["ResNet-34"], "MobileNet v1": networks["MobileNet v1"] };
  for (const [name, build] of Object.entries(convolutional)) {
    test(name, async (t) => {
      const model = (build as () => tf.LayersModel)();
      t.after(() => discard(model));
      const ops = await fused(await exportOnnx(model));
      assert.ok(ops.includes("FusedConv"));
      const left = ops.filter((op) => /BatchNormalization|Clip|Pad/.test(op));
      // ResNet's max-pooling has its padding as a layer before it. (Zeros are the smallest there, behind a ReLU.)
      assert.deepEqual(left, name === "ResNet-34" ? ["Pad"] : []);
    });
  }
});

/** The operators that are left of a model, as far as that does not depend on the machine. */
async function fused(model: Uint8Array): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "convbook-"));
  const optimizedModelFilePath = join(folder, "optimized.onnx");
  try {
    const session = await library().InferenceSession.create(model, {
      graphOptimizationLevel: "extended",
      optimizedModelFilePath,
    });
    await session.release();
    const { graph } = onnx.ModelProto.decode(readFileSync(optimizedModelFilePath));
    return graph?.node?.map(({ opType }) => opType ?? "") ?? [];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
