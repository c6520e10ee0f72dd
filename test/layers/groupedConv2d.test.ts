import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import { cost } from "../../src/inspect";
import { groupedConv2d, type GroupedConv2DConfig } from "../../src/layers/groupedConv2d";
import { glorotUniform, heUniform } from "../../src/layers/initializers";
import { cannotTrain } from "../training/support";
import { assertLayerGradients } from "./gradients";
import { assertFreesAllButOutput, modelOf, wave } from "./support";
import { backends } from "../support/engines";

/** One image's output for padding "valid", summed up number by number. */
function byHand(image: tf.Tensor4D, kernel: tf.Tensor4D, strides: number): number[] {
  const [a, k] = [image.bufferSync(), kernel.bufferSync()];
  const [height, width, depth, filters] = kernel.shape;
  const groups = image.shape[3] / depth;
  const outputs: number[] = [];
  for (let y = 0; y + height <= image.shape[1]; y += strides)
    for (let x = 0; x + width <= image.shape[2]; x += strides)
      for (let filter = 0; filter < filters; filter++) {
        const group = Math.floor(filter / (filters / groups));
        let sum = 0;
        for (let v = 0; v < height; v++)
          for (let u = 0; u < width; u++)
            for (let c = 0; c < depth; c++)
              sum += a.get(0, y + v, x + u, group * depth + c) * k.get(v, u, c, filter);
        outputs.push(sum);
      }
  return outputs;
}

for (const engine of backends) {
  describe(`on ${engine}`, () => {
    // 6 channels: from one group over towers to one channel a group
    for (const [groups, filters, strides] of [
      [1, 4, 1],
      [2, 4, 1],
      [3, 6, 2],
      [6, 12, 1],
    ] as const) {
      test(`${groups} groups, ${filters} filters, strides ${strides}`, () => {
        onBackend(engine, () => {
          const image = wave<tf.Rank.R4>([1, 7, 6, 6], 0.37);
          const kernel = wave<tf.Rank.R4>([3, 2, 6 / groups, filters], 0.11);
          const layer = groupedConv2d({ filters, groups, strides, kernelSize: [3, 2] });
          layer.build(image.shape as never);
          layer.setWeights([kernel, tf.fill([filters], 0.5)]);
          const actual = (layer.apply(image) as tf.Tensor).dataSync();
          const expected = byHand(image, kernel, strides).map((value) => value + 0.5);
          assert.equal(actual.length, expected.length);
          for (const [i, value] of expected.entries())
            assert.ok(Math.abs((actual[i] as number) - value) < 1e-5);
        });
      });
    }

    test("'same' and the activation are tf.layers.conv2d's on each tower", () => {
      onBackend(engine, () => {
        const image = wave([2, 7, 6, 4], 0.37);
        const options = { kernelSize: 3, strides: 2, padding: "same", activation: "relu" } as const;
        const layer = groupedConv2d({ ...options, filters: 6, groups: 2 });
        const output = layer.apply(image) as tf.Tensor;
        const [kernel, bias] = layer.getWeights() as [tf.Tensor, tf.Tensor];
        const towers = tf.split(image, 2, 3).map((half, i) => {
          const tower = tf.layers.conv2d({ ...options, filters: 3 });
          tower.build(half.shape);
          tower.setWeights([tf.split(kernel, 2, 3)[i] as tf.Tensor, tf.split(bias, 2)[i] as tf.Tensor]);
          return tower.apply(half) as tf.Tensor;
        });
        const apart = output.sub(tf.concat(towers, 3)).abs().max().dataSync()[0] as number;
        assert.ok(apart < 1e-6, `${apart}`);
      });
    });
  });
}

describe("its gradients are right", { skip: cannotTrain }, () => {
  const cases: [Partial<GroupedConv2DConfig>, string][] = [
    [{ groups: 2, padding: "same" }, "two towers"],
    [{ groups: 3, strides: 2, padding: "same" }, "strides"],
    [{ groups: 6, padding: "valid", activation: "tanh" }, "one channel a group"],
  ];
  for (const [config, name] of cases) {
    test(name, () => {
      const layer = groupedConv2d({ filters: 6, kernelSize: 3, groups: 1, ...config });
      assertLayerGradients(layer, wave([2, 5, 6, 6], 0.37));
    });
  }
});

test("AlexNet's second convolution: 307,456 parameters and 223,948,800 multiply-adds", () => {
  const x = tf.input({ shape: [27, 27, 96] });
  const layer = groupedConv2d({
    filters: 256,
    kernelSize: 5,
    padding: "same",
    groups: 2,
    activation: "relu",
  });
  const { totals, uncounted, rows } = cost(
    tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor }),
  );
  assert.equal(totals.params, 5 * 5 * 48 * 256 + 256);
  assert.equal(totals.macs, 27 * 27 * 256 * 5 * 5 * 48);
  assert.deepEqual(uncounted, []);
  assert.match(JSON.stringify(rows.at(-1)), /bias, relu/);
});

describe("weights start as those of separate towers", () => {
  const largest = (config: Partial<GroupedConv2DConfig>) => {
    const layer = groupedConv2d({ filters: 64, kernelSize: 3, groups: 4, ...config });
    layer.build([null, 8, 8, 32]);
    const [kernel] = layer.getWeights() as [tf.Tensor];
    return { kernel, largest: kernel.abs().max().dataSync()[0] as number };
  };
  // 3 x 3 x 8 inputs a filter, 3 x 3 x 16 outputs a channel. Of 4,608 uniform draws the largest comes within 1 %.
  const within = (value: number, limit: number) =>
    assert.ok(value <= limit * 1.000001 && value > 0.99 * limit);

  test("Glorot: both fans of one group", () => {
    const limit = Math.sqrt(6 / (72 + 144));
    within(largest({ kernelInitializer: glorotUniform(1) }).largest, limit);
    within(largest({ kernelInitializer: "glorotUniform" }).largest, limit);
  });

  test("He: the fan-in, which is in the kernel's shape", () => {
    within(largest({ kernelInitializer: heUniform(1) }).largest, Math.sqrt(6 / 72));
  });

  test("by fan-out: the filters of one group", () => {
    const byFanOut = { scale: 1, mode: "fanOut", distribution: "uniform" } as const;
    const kernelInitializer = tf.initializers.varianceScaling({ ...byFanOut, seed: 1 });
    within(largest({ kernelInitializer }).largest, Math.sqrt(3 / 144));
  });

  test("the groups are different", () => {
    const [first, second] = tf.split(largest({ kernelInitializer: glorotUniform(1) }).kernel, 4, 3);
    assert.notDeepEqual(first?.dataSync(), second?.dataSync());
  });
});

test("groups that do not divide are refused", () => {
  const conv = (groups: number, filters = 4) => groupedConv2d({ filters, groups, kernelSize: 3 });
  const refuses = (work: () => unknown, message: RegExp) =>
    assert.throws(work, { name: "RangeError", message });
  refuses(() => conv(3), /^groups is 3, which does not divide filters, 4/);
  refuses(() => conv(0), /^groups is 0/);
  refuses(() => conv(1.5), /^groups is 1.5/);
  refuses(() => conv(1, 0), /^filters is 0/);
  const apply = (channels: number | null) => conv(4).apply(tf.input({ shape: [8, 8, channels] }));
  refuses(() => apply(6), /^groups is 4, which does not divide the input's channels, 6/);
  refuses(() => apply(null), /^the input's channels is null/);
});

describe("an input that does not fit is refused, and no weight is left in memory", () => {
  const cases: [string, RegExp, number[]][] = [
    ["a vector", /expected ndim=4, found ndim=2/, [8]],
    [
      "too small",
      /^kernelSize is \[3, 5\], larger than the layer's input of 7 x 4: give at most 4/,
      [7, 4, 2],
    ],
  ];
  for (const [name, message, shape] of cases) {
    test(name, () => {
      const layer = groupedConv2d({ filters: 4, groups: 2, kernelSize: [3, 5] });
      const image = tf.zeros([1, ...shape]);
      const before = tf.memory().numTensors;
      for (const input of [tf.input({ shape }), image]) assert.throws(() => layer.apply(input), { message });
      assert.equal(tf.memory().numTensors, before);
    });
  }

  test('with padding "same" any size fits', () => {
    const layer = groupedConv2d({ filters: 4, groups: 2, kernelSize: [3, 5], padding: "same" });
    assert.deepEqual(modelOf(layer, [1, 1, 2]).outputShape, [null, 1, 1, 4]);
  });
});

test("a call leaves only its output in memory", () => {
  const layer = groupedConv2d({ filters: 4, groups: 2, kernelSize: 3, activation: "relu" });
  assertFreesAllButOutput(layer, wave([1, 6, 6, 4], 0.3));
});
