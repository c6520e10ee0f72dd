import assert from "node:assert/strict";
import { test } from "node:test";
import { sfc32, streamSeed } from "../../src/layers/random";

/** The first numbers of a seed on the scale of the generator's integers, -2^31 to 2^31. */
function drawn(seed: number, count: number): Float32Array {
  const out = new Float32Array(count);
  sfc32(seed)(out, 2 ** 31);
  return out;
}

test("sfc32 gives the numbers of PractRand's own program (RNG_output sfc32, seed 0), rounded to float32", () => {
  const expected = [
    0x514676c3, 0x08a809df, 0x30349d2b, 0xfb52c520, 0x38802be1, 0x948279e6, 0xec4bf1d9, 0x7cb0a909,
    0xfad8b4a8, 0x3ca4b808, 0x3821b4c5, 0x5e7023ca, 0x50f26bf7, 0xf1e1b0a2, 0x6163032f, 0x3bf3c9a4,
  ];
  assert.deepEqual(
    drawn(0, 16),
    Float32Array.from(expected, (integer) => (integer | 0) + 0.5),
  );
});

test("a sequence is the same whether drawn at once or in parts", () => {
  const generator = sfc32(7);
  const parts = [3, 1, 6].flatMap((count) => {
    const out = new Float32Array(count);
    generator(out, 2 ** 31);
    return [...out];
  });
  assert.deepEqual(parts, [...drawn(7, 10)]);
});

test("every seed has its own sequence, and none is stuck", () => {
  const sequences = [0, 1, 2, -1, 2 ** 31 - 1].map((seed) => drawn(seed, 1000));
  for (const sequence of sequences) assert.ok(new Set(sequence).size > 990);
  const all = sequences.flatMap((sequence) => [...sequence]);
  assert.ok(new Set(all).size > all.length - 10);
});

test("each layer's seed depends on the network's seed and the layer's name", () => {
  const seeds = [1, 2, -2].flatMap((seed) =>
    ["fc1", "fc2", "block1_conv1"].map((name) => streamSeed(seed, name)),
  );
  assert.equal(new Set(seeds).size, 9);
  assert.equal(streamSeed(1, "fc1"), seeds[0]);
  for (const seed of seeds) assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31);
});

test("names that differ in one letter share no bits of their seeds", () => {
  // 31 bits: about half of them differ if the two seeds know nothing of each other.
  const differing = Array.from({ length: 200 }, (_, i) =>
    bits(streamSeed(1, `block${i}_conv1`) ^ streamSeed(1, `block${i}_conv2`)),
  );
  const mean = differing.reduce((sum, count) => sum + count, 0) / differing.length;
  assert.ok(Math.abs(mean - 15.5) < 1, `${mean} of 31 bits differ`);
});

function bits(integer: number): number {
  return integer.toString(2).replaceAll("0", "").length;
}
