import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, logits } from "../../bench/support/agreement";

/** By the definition, in double precision. */
function softmax(values: readonly number[]): Float32Array {
  const powers = values.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  return Float32Array.from(powers, (power) => power / sum);
}

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-5, `${a} is not ${b}`);

test("probabilities tell the logits, less their mean, image by image", () => {
  const two = Float32Array.from([...softmax([1, 2, 6]), ...softmax([0, 0, 3])]);
  const expected = [-2, -1, 3, -1, -1, 2];
  logits(two, 3).forEach((value, i) => near(value, expected[i] as number));
});

test("apart is max|a - b| / max|a| of the logits", () => {
  const first = softmax([-2, -1, 3]);
  near(apart(first, first), 0);
  near(apart(first, softmax([-2, -1.03, 3.03])), 0.01);
});

test("an answer with fewer values, or none that are numbers, is no agreement", () => {
  const first = softmax([-2, -1, 3]);
  assert.ok(!(apart(first, first.subarray(1)) < 1));
  assert.ok(!(apart(first, [NaN, NaN, NaN]) < 1));
});
