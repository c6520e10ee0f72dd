import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIdx } from "../../src/training/idx";

/** Two images of 2 x 3 pixels, as the format's description lays them out. */
const images = Uint8Array.of(
  0,
  0,
  8,
  3,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  3,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  255,
);

test("sizes come from the header, values follow it", () => {
  const { shape, values } = parseIdx(images, "images", 3);
  assert.deepEqual(shape, [2, 2, 3]);
  assert.deepEqual([...values], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]);
});

test("a file that starts in the middle of a buffer reads the same", () => {
  const shifted = new Uint8Array([99, 99, 99, ...images]).subarray(3);
  assert.deepEqual(parseIdx(shifted, "images", 3), parseIdx(images, "images", 3));
});

test("a header that is cut off is an error with the file's name", () => {
  assert.throws(() => parseIdx(images.subarray(0, 10), "some/file", 3), /^Error: some\/file: 10 bytes.*16/);
});

test("another magic number is an error: packed files, other types, another rank", () => {
  assert.throws(
    () => parseIdx(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), "labels.gz", 1),
    /magic number 529205248, not 2049/,
  );
  assert.throws(() => parseIdx(images, "images", 1), /magic number 2051, not 2049/);
});

test("too few and too many values are errors", () => {
  assert.throws(() => parseIdx(images.subarray(0, -1), "images", 3), /2 x 2 x 3 = 12 values, but 11 follow/);
  assert.throws(() => parseIdx(new Uint8Array([...images, 0]), "images", 3), /12 values, but 13 follow/);
});
