import assert from "node:assert/strict";
import { test } from "node:test";
import { powerLaw } from "../../bench/support/fit";

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

test("a power law is found again", () => {
  const xs = [1, 2, 8, 50];
  const { exponent, factor, r2 } = powerLaw(
    xs,
    xs.map((x) => 3 * x ** 0.75),
  );
  near(exponent, 0.75);
  near(factor, 3);
  near(r2, 1);
});

test("least squares of the logarithms, by hand", () => {
  // In powers of two the points are (0, 0), (1, 2), (2, 1): slope 1/2 through their mean (1, 1), R² = (1/2)² · 2 / 2.
  const { exponent, factor, r2 } = powerLaw([1, 2, 4], [1, 4, 2]);
  near(exponent, 0.5);
  near(factor, Math.SQRT2);
  near(r2, 0.25);
});

test("what has no logarithm and no slope is refused", () => {
  assert.throws(() => powerLaw([1, 0], [1, 2]), { name: "RangeError", message: /^0 has no logarithm/ });
  assert.throws(() => powerLaw([1, 2], [1, NaN]), { name: "RangeError", message: /^NaN has no logarithm/ });
  assert.throws(() => powerLaw([4, 4], [1, 2]), { name: "RangeError", message: /^xs are 4, 4/ });
});
