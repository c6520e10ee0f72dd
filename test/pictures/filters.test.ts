import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import "../../src/engines";
import { leNet5 } from "../../src/architectures/leNet";
import { pytorchNet } from "../../src/architectures/smallNetworks";
import { type FilterRow, showFilters } from "../../src/pictures/filters";
import { one } from "../inspect/networks";
import { bundleOf } from "../notebook/support";
import { colour, picturesIn, words } from "./tiles";

function convolution(
  channels: number,
  filters: number,
  kernelSize: [number, number] = [3, 2],
): tf.LayersModel {
  const layer = tf.layers.conv2d({
    name: "conv",
    filters,
    kernelSize,
    kernelInitializer: tf.initializers.randomNormal({ seed: 3 }),
  });
  return one([8, 8, channels], layer, "image");
}

/** The weight at [row, column, channel, filter]. */
function weights(model: tf.LayersModel): (...at: number[]) => number {
  const kernel = model.getLayer("conv").getWeights()[0] as tf.Tensor4D;
  const buffer = kernel.bufferSync();
  return (...at) => buffer.get(...(at as [number, number, number, number]));
}

function largest(weight: (...at: number[]) => number, channels: number, filter: number): number {
  const all = [0, 1, 2].flatMap((row) => [0, 1].flatMap((column) => Array.from({ length: channels }, (_, c) => weight(row, column, c, filter)))); // prettier-ignore
  return Math.max(...all.map(Math.abs));
}

describe("pictures of filters", () => {
  it("show three channels in colour: grey is 0, the largest weight of a filter fully bright or dark", async () => {
    const model = convolution(3, 5);
    const weight = weights(model);
    const pictures = picturesIn(await bundleOf(showFilters(model)));
    assert.equal(pictures.length, 5);
    for (const [filter, picture] of pictures.entries()) {
      assert.deepEqual([picture.height, picture.width], [3, 2]);
      const most = largest(weight, 3, filter);
      const expected = [0, 1, 2].map((c) => Math.round(255 * (0.5 + weight(2, 1, c, filter) / most / 2)));
      assert.deepEqual(colour(picture, 2, 1), expected);
    }
  });

  it("show other numbers of channels one by one, in orange above 0 and in blue below", async () => {
    const model = convolution(2, 4);
    const weight = weights(model);
    const pictures = picturesIn(await bundleOf(showFilters(model, "conv")));
    assert.equal(pictures.length, 4 * 2);
    for (const [i, picture] of pictures.entries()) {
      const [filter, channel] = [Math.floor(i / 2), i % 2];
      const value = weight(1, 0, channel, filter) / largest(weight, 2, filter);
      // Okabe and Ito's blue and vermillion, mixed with white
      const full = value < 0 ? [0x00, 0x72, 0xb2] : [0xd5, 0x5e, 0x00];
      const expected = full.map((c) => 255 + (c - 255) * Math.abs(value));
      colour(picture, 1, 0).forEach((c, k) => assert.ok(Math.abs(c - (expected[k] as number)) <= 0.51));
    }
  });

  it("say how many they leave out", async () => {
    const one = await bundleOf(showFilters(convolution(1, 70)));
    assert.equal(picturesIn(one).length, 64);
    assert.match(words(one), /64 of 70 filters \(6 more\) of 3×2 weights over 1 channel\./);
    const many = await bundleOf(showFilters(convolution(20, 13)));
    assert.equal(picturesIn(many).length, 12 * 12);
    assert.match(words(many), /12 of 13 filters \(1 more\) of 3×2 weights over 12 of 20 channels \(8 more\)/);
  });

  it("show a depthwise kernel's filters, channel by channel", () => {
    const layer = tf.layers.depthwiseConv2d({ name: "conv", kernelSize: [3, 2], depthMultiplier: 2 });
    const model = one([8, 8, 3], layer);
    const data = showFilters(model);
    assert.deepEqual(data.kernel, [3, 2, 1, 6]);
    const weight = weights(model);
    const all = [0, 1, 2].flatMap((row) => [0, 1].map((column) => weight(row, column, 1, 1)));
    assert.ok(Math.abs((data.rows[3] as FilterRow).most - Math.max(...all)) < 1e-7);
  });

  it("show a partial convolution's filters, empty where they see no channel", async () => {
    const model = leNet5();
    // Table I of LeCun et al. 1998: map 0 sees 0, 1, 2; map 5 sees 5, 0, 1. The kernel is stored connection by connection.
    const kernel = (model.getLayer("C3").getWeights()[0] as tf.Tensor3D).arraySync();
    const data = showFilters(model, "C3");
    const bundle = await bundleOf(data);
    model.dispose();
    assert.deepEqual(data.kernel, [5, 5, 6, 16]);
    const sixth = kernel.flatMap((row) => row.flatMap((place) => place.slice(15, 18)));
    const { least, most } = data.rows[5] as FilterRow;
    assert.deepEqual([least, most], [Math.min(...sixth), Math.max(...sixth)]);
    // Of the 12 filters shown, 6 see three maps and 6 see four; filter 5's second picture is its map 1.
    const pictures = picturesIn(bundle);
    assert.equal(pictures.length, 6 * 3 + 6 * 4);
    const value = (kernel[4]?.[2]?.[16] as number) / Math.max(-least, most);
    const full = value < 0 ? [0x00, 0x72, 0xb2] : [0xd5, 0x5e, 0x00];
    colour(pictures[16] as never, 4, 2).forEach((c, k) =>
      assert.ok(Math.abs(c - (255 + ((full[k] as number) - 255) * Math.abs(value))) <= 0.51),
    );
    const columns = [...String(bundle["image/svg+xml"]).matchAll(/<image x="(\d+)"/g)].map(([, x]) =>
      Number(x),
    );
    const places = [...new Set(columns)].sort((a, b) => a - b);
    const placed = (from: number) => columns.slice(from, from + 3).map((x) => places.indexOf(x));
    assert.deepEqual([placed(0), placed(15)], [[0, 1, 2], [0, 1, 5]]); // prettier-ignore
    assert.match(words(bundle), /Empty where a filter does not see a channel\./);
  });

  it("are ranges and means as data, a table in a terminal, and leave no tensor", async () => {
    const model = convolution(3, 2);
    const before = tf.memory().numTensors;
    const data = showFilters(model);
    await bundleOf(data);
    assert.equal(tf.memory().numTensors, before);
    const weight = weights(model);
    const all = [0, 1, 2].flatMap((row) =>
      [0, 1].flatMap((column) => [0, 1, 2].map((c) => weight(row, column, c, 1))),
    );
    const mean = all.reduce((a, b) => a + b) / all.length;
    const [, second] = data.rows as [FilterRow, FilterRow];
    assert.deepEqual([second.least, second.most], [Math.min(...all), Math.max(...all)]);
    assert.ok(Math.abs(second.mean - mean) < 1e-7);
    assert.match(inspect(data), /^conv \(Conv2D\): filters of 3×2×3 weights\nFilter/);
  });

  it("show a filter of zeros in the colour of 0", async () => {
    const layer = tf.layers.conv2d({ name: "conv", filters: 1, kernelSize: 2, kernelInitializer: "zeros" });
    const [grey] = picturesIn(await bundleOf(showFilters(one([8, 8, 3], layer))));
    assert.deepEqual(colour(grey as never, 1, 1), [128, 128, 128]);
  });

  it("ask for a convolution", () => {
    const model = convolution(3, 2);
    assert.throws(() => showFilters(model, "dense"), { name: "RangeError", message: 'layer: the model "' + model.name + '" has no layer "dense". Choose one of conv.' }); // prettier-ignore
    assert.throws(() => showFilters(model, "image"), { name: "RangeError", message: 'layer: "image" (InputLayer) is no layer with filters of height and width. Choose one of conv.' }); // prettier-ignore
    const dense = one([4], tf.layers.dense({ units: 2 }));
    assert.throws(() => showFilters(dense), { name: "RangeError", message: /^model: no layer with filters/ });
    for (const layer of [null, 0]) {
      assert.throws(() => showFilters(model, layer as never), { name: "TypeError", message: `layer is ${layer}: give a layer's name, or leave it out.` }); // prettier-ignore
    }
  });

  it("say the way into a nested model", () => {
    const model = tf.sequential({ layers: [pytorchNet(), tf.layers.softmax()] });
    const way = /For those in the nested model "PyTorch_Net" give model\.layers\[0\] as tf\.LayersModel\.$/;
    for (const layer of [undefined, "conv1", "PyTorch_Net"]) {
      assert.throws(() => showFilters(model, layer), { name: "RangeError", message: way });
    }
    assert.deepEqual(showFilters(model.layers[0] as tf.LayersModel).kernel, [5, 5, 1, 6]);
  });
});
