import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import {
  localResponseNormalization,
  type LocalResponseNormalizationConfig,
} from "../../src/layers/localResponseNormalization";
import { cannotTrain } from "../training/support";
import { assertLayerGradients } from "./gradients";
import { backends } from "../support/engines";

/** The formula of section 3.3, number by number in double precision, over the channels of one position. */
function byHand(a: number[], { n = 5, k = 2, alpha = 1e-4, beta = 0.75 } = {}): number[] {
  return a.map((value, i) => {
    let sum = 0;
    for (let j = Math.max(0, i - (n - 1) / 2); j <= Math.min(a.length - 1, i + (n - 1) / 2); j++) {
      sum += (a[j] as number) ** 2;
    }
    return value / (k + alpha * sum) ** beta;
  });
}

/** Two images of one row and two positions each, so large that the divisor matters. */
const positions = [
  [120, -80, 0, 45, 200, -3, 77],
  [1, 2, 3, 4, 5, 6, 7],
  [-900, 0, 0, 0, 0, 0, 1],
  [30, 30, 30, 30, 30, 30, 30],
];

for (const engine of backends) {
  describe(`on ${engine}`, () => {
    const normalized = (config?: LocalResponseNormalizationConfig) =>
      onBackend(engine, () => {
        const y = localResponseNormalization(config).apply(tf.tensor4d(positions.flat(), [2, 1, 2, 7]));
        return [...(y as tf.Tensor).dataSync()];
      });
    const assertClose = (actual: number[], expected: number[]) => {
      assert.equal(actual.length, expected.length);
      for (const [i, value] of expected.entries()) {
        assert.ok(
          Math.abs((actual[i] as number) - value) <= 1e-5 * Math.abs(value),
          `${actual[i]}, not ${value}`,
        );
      }
    };

    test("it is the paper's formula with the paper's constants", () => {
      assertClose(
        normalized(),
        positions.flatMap((channels) => byHand(channels)),
      );
    });

    test("with other constants too", () => {
      const constants = { n: 3, k: 1, alpha: 2e-3, beta: 0.5 };
      assertClose(
        normalized({ depthRadius: 1, bias: 1, alpha: 2e-3, beta: 0.5 }),
        positions.flatMap((channels) => byHand(channels, constants)),
      );
    });
  });
}

test("its gradient is right", { skip: cannotTrain }, () => {
  // With the paper's alpha the divisor hardly moves near 1, and its part of the gradient would go unchecked.
  const layer = localResponseNormalization({ alpha: 0.3 });
  assertLayerGradients(layer, tf.randomNormal([2, 3, 4, 7], 0, 1, "float32", 9));
});

test("it keeps the shape, open sizes included", () => {
  const x = tf.input({ shape: [null, null, 96] });
  assert.deepEqual((localResponseNormalization().apply(x) as tf.SymbolicTensor).shape, [
    null,
    null,
    null,
    96,
  ]);
});

test("constants that cannot be are refused", () => {
  const refuses = (config: LocalResponseNormalizationConfig, message: RegExp) =>
    assert.throws(() => localResponseNormalization(config), { name: "RangeError", message });
  refuses({ depthRadius: 2.5 }, /^depthRadius is 2.5/);
  refuses({ bias: 0 }, /^bias is 0: .*above 0.*paper's 2/);
  refuses({ alpha: -1 }, /^alpha is -1/);
  refuses({ beta: NaN }, /^beta is NaN/);
  refuses({ beta: "0.75" as never }, /^beta is "0.75"/);
});

test("a constant given as undefined is left out", () => {
  const layer = localResponseNormalization({ depthRadius: undefined, bias: 1, alpha: undefined });
  const { depthRadius, bias, alpha, beta } = layer.getConfig();
  assert.deepEqual([depthRadius, bias, alpha, beta], [2, 1, 1e-4, 0.75]);
});

test("an input that is no image is refused", () => {
  assert.throws(
    () => localResponseNormalization().apply(tf.input({ shape: [96] })),
    /expected ndim=4, found ndim=2/,
  );
});
