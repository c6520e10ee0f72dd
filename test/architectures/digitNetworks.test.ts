import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { courseAlexNet } from "../../src/architectures/courseAlexNet";
import { cnn5x5, vgg16 } from "../../src/architectures/vgg";
import "../../src/engines";
import { cost } from "../../src/inspect/cost";
import { digitAlexNet, digitCnn5x5, digitVgg16 } from "../../src/architectures/digitNetworks";

const networks = [digitAlexNet, digitVgg16, digitCnn5x5];

function measured(model: tf.LayersModel) {
  const { params, macs } = cost(model).totals;
  model.dispose();
  return { params, macs };
}

test("counts are those of the tables, worked by hand", () => {
  const dense = (inputs: number) => inputs * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10;
  // [positions, kernel's side, inputs, filters]
  const alexNet: number[][] = [[256, 7, 1, 12], [64, 5, 12, 32], [36, 3, 32, 48], [16, 3, 48, 48], [4, 3, 48, 32]]; // prettier-ignore
  const widths = [[1024, 1, 8], [1024, 8, 8], [256, 8, 16], [256, 16, 16], [64, 16, 32], [64, 32, 32], [64, 32, 32],
    [16, 32, 64], [16, 64, 64], [16, 64, 64], [4, 64, 64], [4, 64, 64], [4, 64, 64]]; // prettier-ignore
  const vgg = (kernel: number) =>
    widths.map(([positions, inputs, filters]) => [positions, kernel, inputs, filters] as number[]);
  const expected = [{ table: alexNet, flat: 32 }, { table: vgg(3), flat: 64 }, { table: vgg(5), flat: 64 }]; // prettier-ignore
  for (const [i, { table, flat }] of expected.entries()) {
    let params = dense(flat);
    let macs = flat * 512 + 512 * 512 + 512 * 10;
    for (const [positions = 0, kernel = 0, inputs = 0, filters = 0] of table) {
      params += kernel * kernel * inputs * filters + filters;
      macs += positions * kernel * kernel * inputs * filters;
    }
    assert.deepEqual(measured((networks[i] as typeof digitVgg16)()), { params, macs });
  }
});

test("counts are those that the docstrings state", () => {
  assert.deepEqual(
    networks.map((build) => measured(build())),
    [
      { params: 343_426, macs: 1_933_312 },
      { params: 531_490, macs: 5_239_808 },
      { params: 940_194, macs: 14_021_632 },
    ],
  );
});

test("parameters and MACs keep the order of the originals", () => {
  const order = (key: "params" | "macs", list: { params: number; macs: number }[]) =>
    [0, 1, 2].sort((a, b) => (list[a]?.[key] ?? 0) - (list[b]?.[key] ?? 0));
  const small = networks.map((build) => measured(build()));
  const original = [courseAlexNet, vgg16, cnn5x5].map((build) => measured(build()));
  for (const key of ["params", "macs"] as const) assert.deepEqual(order(key, small), order(key, original));
});

test("the same seed gives the same weights, drawn by He's rule", () => {
  const kernel = (seed: number) => {
    const model = digitVgg16({ seed });
    const values = [...(model.getLayer("block4_conv2").getWeights()[0] as tf.Tensor).dataSync()];
    model.dispose();
    return values;
  };
  const values = kernel(5);
  assert.deepEqual(kernel(5), values);
  assert.notDeepEqual(kernel(6), values);
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  // 36,864 draws: the variance's standard deviation is below 0.8 %.
  assert.ok(Math.abs(variance / (2 / (9 * 64)) - 1) < 0.03, `${variance}`);
});

test("batch norm and dropout as in the originals", () => {
  const model = digitCnn5x5({ batchNorm: true, dropout: 0.3 });
  const count = (kind: string) => model.layers.filter((layer) => layer.getClassName() === kind).length;
  assert.equal(count("BatchNormalization"), 15);
  assert.equal(count("Dropout"), 2);
  model.dispose();
});
