import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import type { NetworkOptions } from "../../src/architectures/options";
import { kerasMnistCnn, kerasMnistConvnet, pytorchNet } from "../../src/architectures/smallNetworks";
import "../../src/engines";
import { cost } from "../../src/inspect/cost";
import {
  assertSeeded,
  assertSmallest,
  countOf,
  layerNames,
  outputsOf,
  paramsOf,
  shapeOf,
  using,
} from "./support";

/** Name, output and parameters of every layer but the input. */
function table(model: tf.LayersModel): string[] {
  return layerNames(model)
    .slice(1)
    .map((name) => `${name}: ${shapeOf(model, name)}, ${model.getLayer(name).countParams()}`);
}

describe("layer by layer", () => {
  test("PyTorch's Net: (5·5·1 + 1)·6, (5·5·6 + 1)·16, (16·5·5 + 1)·120, (120 + 1)·84, (84 + 1)·10", () => {
    using(pytorchNet(), (model) => {
      assert.deepEqual(table(model), [
        "conv1: 28 x 28 x 6, 156",
        "pool1: 14 x 14 x 6, 0",
        "conv2: 10 x 10 x 16, 2416",
        "pool2: 5 x 5 x 16, 0",
        "flatten: 400, 0",
        "fc1: 120, 48120",
        "fc2: 84, 10164",
        "fc3: 10, 850",
      ]);
      // 28²·6·25 + 10²·16·150 + 400·120 + 120·84 + 84·10
      assert.equal(cost(model).totals.macs, 416_520);
    });
  });

  test("keras.io's convnet, as its page prints it", () => {
    using(kerasMnistConvnet(), (model) => {
      assert.deepEqual(table(model), [
        "conv1: 26 x 26 x 32, 320",
        "pool1: 13 x 13 x 32, 0",
        "conv2: 11 x 11 x 64, 18496",
        "pool2: 5 x 5 x 64, 0",
        "flatten: 1600, 0",
        "flatten_dropout: 1600, 0",
        "predictions: 10, 16010",
      ]);
      assert.equal(model.getLayer("flatten_dropout").getConfig()["rate"], 0.5);
    });
  });

  test("Keras's older CNN: 9·32 + 32, 9·32·64 + 64, 9,216·128 + 128, 1,290", () => {
    using(kerasMnistCnn(), (model) => {
      assert.deepEqual(table(model), [
        "conv1: 26 x 26 x 32, 320",
        "conv2: 24 x 24 x 64, 18496",
        "pool: 12 x 12 x 64, 0",
        "pool_dropout: 12 x 12 x 64, 0",
        "flatten: 9216, 0",
        "fc1: 128, 1179776",
        "fc1_dropout: 128, 0",
        "predictions: 10, 1290",
      ]);
      const rates = ["pool_dropout", "fc1_dropout"].map((name) => model.getLayer(name).getConfig()["rate"]);
      assert.deepEqual(rates, [0.25, 0.5]);
    });
  });
});

test("PyTorch's Net in colour has 6 times 25 weights more for each further channel", () => {
  using(pytorchNet({ inputShape: [32, 32, 3] }), (model) => {
    assert.equal(model.name, "PyTorch_Net_RGB");
    assert.equal(paramsOf(model, "conv1"), 156 + 2 * 6 * 25);
    assert.equal(model.countParams(), 62_006);
  });
});

test("PyTorch's Net ends in log-odds, the others in probabilities", () => {
  const sums = [pytorchNet, kerasMnistConvnet, kerasMnistCnn].map((build) =>
    using(build(), (model) => {
      const [, height = 0, width = 0] = model.inputs[0]?.shape as number[];
      const image = tf.randomUniform([1, height, width, 1], 0, 1, "float32", 3);
      const last = model.layers.at(-1)?.name as string;
      const [values] = outputsOf(model, [last], image);
      image.dispose();
      return [...(values as Float32Array)];
    }),
  );
  const [logOdds, ...probabilities] = sums as [number[], ...number[][]];
  assert.ok(logOdds.some((x) => x < 0));
  for (const values of probabilities) {
    assert.ok(values.every((x) => x > 0));
    assert.ok(Math.abs(values.reduce((sum, x) => sum + x, 0) - 1) < 1e-6);
  }
});

const networks: [(options: NetworkOptions) => tf.LayersModel, smallest: number, hidden: number][] = [
  [pytorchNet, 16, 4],
  [kerasMnistConvnet, 10, 2],
  [kerasMnistCnn, 6, 3],
];

describe("options and sizes", () => {
  for (const [build, smallest, hidden] of networks) {
    test(`${build.name}: options reach the network`, () => {
      const options = {
        inputShape: [40, 36, 2],
        classes: 7,
        batchNorm: true,
        dropout: 0,
      } satisfies NetworkOptions;
      using(build(options), (model) => {
        assert.match(model.name, /_BN$/);
        assert.deepEqual(model.inputs[0]?.shape, [null, 40, 36, 2]);
        assert.deepEqual(model.outputShape, [null, 7]);
        assert.equal(countOf(model, "BatchNormalization"), hidden);
        assert.equal(countOf(model, "Dropout"), 0);
      });
      assertSeeded(build);
      assert.throws(() => build({ classes: 0 }), /^RangeError: classes is 0: .*at least 1/);
    });

    test(`${build.name}: the smallest image is ${smallest} x ${smallest}`, () =>
      assertSmallest(build, smallest));
  }
});
