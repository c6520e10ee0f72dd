import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { onBackend } from "../../src/engines/backend";
import { noiseImage } from "../../src/timing";
import { backends } from "../support/engines";

function values(image: tf.Tensor): Float32Array {
  const read = image.dataSync<"float32">();
  image.dispose();
  return read;
}

test("a noise image is a batch of one, uniform on [0, 1)", () => {
  const image = noiseImage([224, 224, 3]);
  assert.deepEqual(image.shape, [1, 224, 224, 3]);
  assert.equal(image.dtype, "float32");

  const drawn = values(image);
  const n = drawn.length;
  const mean = drawn.reduce((sum, value) => sum + value, 0) / n;
  const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  assert.ok(drawn.every((value) => value >= 0 && value < 1));
  // The mean's standard error is 1 / √(12 n), the variance's 1 / √(180 n): five of them.
  assert.ok(Math.abs(mean - 1 / 2) < 5 / Math.sqrt(12 * n), `mean ${mean}`);
  assert.ok(Math.abs(variance - 1 / 12) < 5 / Math.sqrt(180 * n), `variance ${variance}`);
});

test("the same seed draws the same image on every engine, another seed another", () => {
  const [first, ...others] = backends.map((name) => onBackend(name, () => values(noiseImage([8, 8, 3], 5))));
  for (const other of others) assert.deepEqual(other, first);
  assert.notDeepEqual(values(noiseImage([8, 8, 3], 6)), first);
});

test("sizes and seeds that cannot be are named", () => {
  assert.throws(() => noiseImage([224, 224, 0]), { name: "RangeError", message: /channels is 0: it must/ });
  assert.throws(() => noiseImage([8, 8] as never), {
    name: "TypeError",
    message: /\[8,8\]: it must be \[height/,
  });
  assert.throws(() => noiseImage([8, 8, 3], 0.5), { name: "RangeError", message: /seed is 0.5: it must/ });
});
