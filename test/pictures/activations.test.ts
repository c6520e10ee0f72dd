import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { pytorchNet } from "../../src/architectures/smallNetworks";
import { showActivations } from "../../src/pictures/activations";
import { one } from "../inspect/networks";
import { bundleOf } from "../notebook/support";
import { residual, siamese } from "./models";
import { colour, picturesIn, words } from "./tiles";

const image = tf.randomUniform([16, 16, 3], 0, 1, "float32", 1);

describe("pictures of activations", () => {
  it("show what the layer computes, each map from black to white", async () => {
    const model = residual();
    const part = tf.sequential({ layers: [tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: "same", activation: "relu", inputShape: [16, 16, 3] })] }); // prettier-ignore
    part.setWeights(model.getLayer("stem").getWeights());
    const maps = (part.predict(image.expandDims()) as tf.Tensor4D).squeeze<tf.Tensor3D>([0]);
    const buffer = maps.bufferSync();
    const data = showActivations(model, image);
    assert.equal(data.layer, "stem");
    assert.deepEqual(data.shape, [16, 16, 8]);
    const pictures = picturesIn(await bundleOf(data));
    assert.equal(pictures.length, 8);
    for (const [map, picture] of pictures.entries()) {
      const row = data.rows[map];
      const [least, most] = [maps.min([0, 1]), maps.max([0, 1])].map(
        (ends) => ends.dataSync()[map] as number,
      );
      assert.ok(Math.abs((row?.least as number) - (least as number)) < 1e-5);
      assert.ok(Math.abs((row?.most as number) - (most as number)) < 1e-5);
      const value = (buffer.get(5, 9, map) - (least as number)) / ((most as number) - (least as number) || 1);
      for (const c of colour(picture, 5, 9)) assert.ok(Math.abs(c - 255 * value) <= 0.6);
    }
  });

  it("take an image or a batch of one, and any layer that makes maps", () => {
    const model = residual();
    const pooled = showActivations(model, image.expandDims(), "pool");
    assert.deepEqual(pooled.shape, [8, 8, 8]);
    const sum = showActivations(model, image, "block1_relu");
    assert.ok(sum.rows.every(({ least }) => least >= 0));
    for (const [i, { most }] of pooled.rows.entries()) assert.equal(most, sum.rows[i]?.most);
  });

  it("say how many they leave out, and leave no tensor", async () => {
    const model = one([16, 16, 3], tf.layers.conv2d({ name: "conv", filters: 70, kernelSize: 1 }));
    const before = tf.memory().numTensors;
    const data = showActivations(model, image);
    const bundle = await bundleOf(data);
    assert.equal(tf.memory().numTensors, before);
    assert.equal(picturesIn(bundle).length, 64);
    assert.equal(data.rows.length, 70);
    assert.match(words(bundle), /64 of 70 maps \(6 more\) of 16×16 values/);
    assert.match(inspect(data), /^conv \(Conv2D\): maps of 16×16 values\nMap/);
  });

  it("leave the model usable", () => {
    const model = residual();
    showActivations(model, image);
    assert.equal((model.predict(image.expandDims()) as tf.Tensor[])[0]?.shape[1], 4);
    assert.equal(model.dispose().refCountAfterDispose, 0);
  });

  it("show a map of one value in black", async () => {
    const layer = tf.layers.conv2d({
      filters: 1,
      kernelSize: 1,
      kernelInitializer: "zeros",
      biasInitializer: "ones",
    });
    const [map] = picturesIn(await bundleOf(showActivations(one([16, 16, 3], layer), image)));
    assert.deepEqual(colour(map as never, 3, 3), [0, 0, 0]);
  });

  it("name what does not fit", () => {
    const model = residual();
    const refused = (make: () => unknown, name: string, message: RegExp) =>
      assert.throws(make, { name, message });
    refused(() => showActivations(model, [[1]] as never), "TypeError", /^image: not a tensor/);
    refused(
      () => showActivations(model, tf.zeros([8, 8, 3])),
      "RangeError",
      /^image: shape \[8, 8, 3\], but the model takes one of \[16, 16, 3\]/,
    );
    refused(
      () => showActivations(model, tf.zeros([2, 16, 16, 3])),
      "RangeError",
      /^image: shape \[2, 16, 16, 3\]/,
    );
    refused(
      () => showActivations(model, image, "fc1"),
      "RangeError",
      /^layer: "fc1" \(Dense\) is no layer that makes maps/,
    );
    refused(() => showActivations(model, image, "conv9"), "RangeError", /has no layer "conv9"/);
    refused(
      () => showActivations(model, image, null as never),
      "TypeError",
      /^layer is null: give a layer's name, or leave it out\.$/,
    );
    refused(
      () => showActivations(siamese(), tf.zeros([8, 8, 1]), "left"),
      "RangeError",
      /^model: "siamese" takes 2 inputs/,
    );
  });

  it("say the way into a nested model", () => {
    const model = tf.sequential({ layers: [pytorchNet(), tf.layers.softmax()] });
    const digit = tf.zeros([32, 32, 1]);
    const way = /For those in the nested model "PyTorch_Net" give model\.layers\[0\] as tf\.LayersModel\.$/;
    for (const layer of [undefined, "conv1", "PyTorch_Net"]) {
      assert.throws(() => showActivations(model, digit, layer), { name: "RangeError", message: way });
    }
    assert.deepEqual(showActivations(model.layers[0] as tf.LayersModel, digit).shape, [28, 28, 6]);
  });
});
