import assert from "node:assert/strict";
import { test } from "node:test";
import { quantile } from "../../src/inspect/numbers";
import { statistics } from "../../src/timing/statistics";

function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12 * Math.abs(expected), `${actual} is not ${expected}`);
}

test("quartiles, p90 and minimum are numpy's", () => {
  // numpy.percentile(samples, [0, 25, 50, 75, 90]), numpy 2.4.6
  const samples = [14.2, 13.9, 17.5, 14.0, 15.1, 13.7, 14.4, 29.8, 14.3, 14.1];
  const { minMs, q1Ms, medianMs, q3Ms, p90Ms } = statistics(samples);
  assertClose(minMs, 13.7);
  assertClose(q1Ms, 14.025);
  assertClose(medianMs, 14.25);
  assertClose(q3Ms, 14.925);
  assertClose(p90Ms, 18.73);
});

test("an odd number of samples has one of them as its median", () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([3, 1, 2], 0.25), 1.5);
  assertClose(quantile([3, 1, 2], 0.9), 2.8); // numpy.percentile([3, 1, 2], 90)
});

test("numbers are sorted as numbers, and the samples stay in their order", () => {
  const samples = [100, 20, 3];
  assert.equal(quantile(samples, 0.5), 20);
  assert.deepEqual(samples, [100, 20, 3]);
});

test("one sample is every quantile of itself; none is an error", () => {
  assert.deepEqual(statistics([7]), { minMs: 7, q1Ms: 7, medianMs: 7, q3Ms: 7, p90Ms: 7 });
  assert.throws(() => quantile([], 0.5), { name: "RangeError", message: /samples is empty/ });
});
