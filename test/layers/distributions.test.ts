import assert from "node:assert/strict";
import { test } from "node:test";
import { type Distribution, normal, truncatedNormal, uniform } from "../../src/layers/distributions";
import { type Generator, sfc32 } from "../../src/layers/random";
import { cutNormalCdf, kolmogorovSmirnov, mean, normalCdf, uniformCdf, variance } from "./statistics";

const COUNT = 100_000;

/** Deviation of the unit normal after it is cut at ±2, from Keras's VarianceScaling. */
const UNIT = 0.87962566103423978;

function sample(distribution: Distribution): Float32Array {
  const out = new Float32Array(COUNT);
  distribution(sfc32(5), out);
  return out;
}

/** What a distribution makes of these numbers between -1 and 1, in place of the generator's. */
function at(distribution: Distribution, ...numbers: number[]): Float32Array {
  const generator: Generator = (out, limit) => out.set(numbers.map((x) => x * limit));
  const out = new Float32Array(numbers.length);
  distribution(generator, out);
  return out;
}

test("uniform: mean, variance, bounds and law", () => {
  const values = sample(uniform(0.3));
  const deviation = 0.3 / Math.sqrt(3);
  assert.ok(Math.abs(mean(values)) < (4 * deviation) / Math.sqrt(COUNT));
  assert.ok(Math.abs(variance(values) / deviation ** 2 - 1) < 0.01);
  assert.ok(values.every((x) => Math.abs(x) <= Math.fround(0.3)));
  assert.ok(kolmogorovSmirnov(values, uniformCdf(0.3)) < 1.95);
});

test("truncated normal: mean, variance, bounds and law", () => {
  const values = sample(truncatedNormal(0.1));
  const uncut = 0.1 / UNIT;
  assert.ok(Math.abs(mean(values)) < (4 * 0.1) / Math.sqrt(COUNT));
  assert.ok(Math.abs(variance(values) / 0.1 ** 2 - 1) < 0.01);
  assert.ok(values.every((x) => Math.abs(x) <= Math.fround(2 * uncut)));
  assert.ok(kolmogorovSmirnov(values, cutNormalCdf(uncut)) < 1.95);
});

test("normal: the first four moments, and law", () => {
  const values = sample(normal(0.01));
  for (const [order, moment, squared] of [
    [1, 0, 1],
    [2, 1, 3],
    [3, 0, 15],
    [4, 3, 105], // E x⁴ and E x⁸
  ] as const) {
    const found = mean(values.map((x) => (x / 0.01) ** order));
    assert.ok(Math.abs(found - moment) < 4 * Math.sqrt((squared - moment ** 2) / COUNT), `${found}`);
  }
  assert.ok(kolmogorovSmirnov(values, normalCdf(0.01)) < 1.95);
});

test("normal: both tails hold what the law gives them", () => {
  const values = new Float32Array(2_000_000);
  normal(1)(sfc32(3), values);
  for (const limit of [2, 3, 4]) {
    const expected = values.length * normalCdf(1)(-limit);
    for (const side of [-1, 1]) {
      const count = values.filter((x) => side * x > limit).length;
      assert.ok(Math.abs(count - expected) < 4 * Math.sqrt(expected), `${count} beyond ${side * limit}`);
    }
  }
});

test("the Kolmogorov-Smirnov test sees the wrong law and a scale that is off by some per cent", () => {
  assert.ok(kolmogorovSmirnov(sample(uniform(0.3)), uniformCdf(0.306)) > 1.95);
  assert.ok(kolmogorovSmirnov(sample(truncatedNormal(0.1)), cutNormalCdf(0.1)) > 1.95);
  assert.ok(kolmogorovSmirnov(sample(truncatedNormal(0.1)), uniformCdf(0.2)) > 1.95);
  assert.ok(kolmogorovSmirnov(sample(truncatedNormal(0.1)), normalCdf(0.1)) > 1.95);
  assert.ok(kolmogorovSmirnov(sample(normal(0.1)), normalCdf(0.104)) > 1.95);
});

test("quantiles of the truncated normal: the middle, the ends, symmetry", () => {
  const [least, quarter, middle, threeQuarters, most] = at(truncatedNormal(UNIT), -1, -0.5, 0, 0.5, 1);
  assert.deepEqual([least, most], [-2, 2]);
  assert.ok(Math.abs(middle as number) < 1e-7);
  assert.equal(threeQuarters, -(quarter as number));
  assert.ok(Math.abs(cutNormalCdf(1)(quarter as number) - 0.25) < 1e-7);
});

test("between the table's knots the quantile is within 1e-6 of the law", () => {
  const numbers = Array.from({ length: 999 }, (_, i) => (2 * (i + 0.37)) / 999 - 1);
  const quantiles = at(truncatedNormal(UNIT), ...numbers);
  for (const [i, number] of numbers.entries()) {
    assert.ok(Math.abs(cutNormalCdf(1)(quantiles[i] as number) - (number + 1) / 2) < 1e-6);
  }
});

test("quantiles of the normal: the middle, symmetry, and the tails down to the smallest number drawn", () => {
  // Python's statistics.NormalDist().inv_cdf(share / 2)
  const known: [share: number, deviations: number][] = [
    [1, 0],
    [0.5, 0.6744897501960817],
    [0.05, 1.9599639845400538],
    [1.37 * 2 ** -10, 3.207725642709866],
    [2 ** -20, 4.900964207963194],
    [1.5 * 2 ** -31, 6.166429517819749],
    [2 ** -32, 6.337957754553789],
  ];
  for (const [share, deviations] of known) {
    const [right, left] = at(normal(1), share, -share);
    assert.ok(Math.abs((right as number) - deviations) < 5e-6, `${right} instead of ${deviations}`);
    assert.equal(left, -(right as number));
  }
});

test("between the normal's knots the quantile is within 1e-6 of the law", () => {
  const shares = Array.from({ length: 999 }, (_, i) => (i + 0.37) / 999);
  const quantiles = at(normal(1), ...shares);
  for (const [i, share] of shares.entries()) {
    assert.ok(Math.abs(2 * normalCdf(1)(-(quantiles[i] as number)) - share) < 1e-6);
  }
});
