import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { hasOneDnnMaxPool, maxPoolInTraining, type PoolingWindows } from "../../src/training/nativeMaxPool";
import { assertGradients } from "../layers/gradients";
import { cannotTrain, relativeDifference } from "./support";

const needsOneDnn = {
  skip: cannotTrain || (!hasOneDnnMaxPool() && "TensorFlow's library here has no max pooling of oneDNN's"),
};

/** Windows of `size` pixels, `stride` apart, in both directions. */
function windows(size: number, stride: number, padding: "same" | "valid"): PoolingWindows {
  return { size: [size, size], strides: [stride, stride], padding };
}

const cases: PoolingWindows[] = [
  ...(["valid", "same"] as const).flatMap((padding) =>
    [[2, 2], [3, 2], [3, 1], [2, 1], [3, 3], [2, 3], [5, 2]].map(([size, stride]) =>
      windows(size as number, stride as number, padding),
    ),
  ), // prettier-ignore
  { size: [3, 2], strides: [1, 2], padding: "same" },
];

/** Whole numbers, few of them, so that most windows hold their maximum more than once. */
function withTies(shape: [number, number, number, number]): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>(shape, -2, 3, "float32", 1).floor();
}

/** The pooled values, and the gradient of x under a gradient dy of these. */
function byTensorflowJs(x: tf.Tensor4D, dy: tf.Tensor, { size, strides, padding }: PoolingWindows) {
  const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, size, strides, padding);
  return { y: pool(x), dx: tf.grad(pool)(x, dy) };
}

function byOneDnn(x: tf.Tensor4D, dy: tf.Tensor, given: PoolingWindows) {
  const pool = (x: tf.Tensor) => maxPoolInTraining(x as tf.Tensor4D, given);
  return { y: pool(x), dx: tf.grad(pool)(x, dy) };
}

test("pools and passes gradients as TF.js does, ties and overlaps included", needsOneDnn, () => {
  for (const given of cases) {
    for (const shape of [
      [3, 8, 8, 16],
      [2, 7, 9, 5],
      [1, 6, 11, 1],
    ] as [number, number, number, number][]) {
      tf.tidy(() => {
        const x = withTies(shape);
        const { size, strides, padding } = given;
        const dy = tf.randomNormal(tf.maxPool(x, size, strides, padding).shape, 0, 1, "float32", 2);
        const [expected, actual] = [byTensorflowJs(x, dy, given), byOneDnn(x, dy, given)];
        const what = `${JSON.stringify(given)} of [${shape.join(", ")}]`;
        assert.deepEqual([...actual.y.dataSync()], [...expected.y.dataSync()], what);
        assert.ok(relativeDifference(expected.dx, actual.dx) < 1e-6, what);
      });
    }
  }
});

test("of equal values the first one in its window gets the gradient", needsOneDnn, () => {
  tf.tidy(() => {
    const x = tf.tensor4d([1, 5, 2, 2, 5, 5, 2, 2], [1, 2, 4, 1]);
    const { y, dx } = byOneDnn(x, tf.tensor4d([10, 20], [1, 1, 2, 1]), windows(2, 2, "valid"));
    assert.deepEqual([...y.dataSync()], [5, 2]);
    assert.deepEqual([...dx.dataSync()], [0, 10, 20, 0, 0, 0, 0, 0]);
  });
});

test("its gradient is the slope that finite differences measure", needsOneDnn, () => {
  // A permutation: no two values nearer than 0.05, so that no small step changes which is the largest.
  const values = Float32Array.from({ length: 150 }, (_, i) => ((i * 47) % 150) / 20);
  const x = tf.variable(tf.tensor4d(values, [1, 5, 10, 3]));
  for (const given of [windows(2, 2, "valid"), windows(3, 2, "same")]) {
    assertGradients(() => maxPoolInTraining(x, given), { x });
  }
  x.dispose();
});

test("leaves no tensor behind", needsOneDnn, () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => void byOneDnn(withTies([1, 4, 4, 2]), tf.ones([1, 2, 2, 2]), windows(2, 2, "valid")));
  assert.equal(tf.memory().numTensors, before);
});
