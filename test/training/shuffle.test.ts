import assert from "node:assert/strict";
import { test } from "node:test";
import { shuffledIndices } from "../../src/training/shuffle";

test("every index once, in an order that only the seed decides", () => {
  const order = shuffledIndices(1000, 1);
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, i) => i)); // prettier-ignore
  assert.deepEqual(shuffledIndices(1000, 1), order);
  assert.notDeepEqual(shuffledIndices(1000, 2), order);
  assert.deepEqual([...shuffledIndices(1, 1)], [0]);
});

test("each of the six orders of three comes equally often", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = shuffledIndices(3, seed).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  // Four standard deviations of a count of 1,000: 4 · √(6000 · 1/6 · 5/6) = 115.
  for (const [order, count] of counts) assert.ok(Math.abs(count - 1000) < 116, `${order}: ${count}`);
});
