import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dropRate, imageShape, integer, oneOf, wholeNumber, windowFits } from "../../src/arguments/checks";

const any = (value: unknown) => value as never;

test("windows that fit pass, and any on open sizes", () => {
  windowFits("window", [3, 5], [3, 5]);
  windowFits("window", [9, 5], [null, 5]);
});

test("what is in its range comes back", () => {
  assert.equal(wholeNumber("n", 1), 1);
  assert.equal(wholeNumber("n", 0, 0), 0);
  assert.equal(integer("n", -7), -7);
  assert.deepEqual([0, 0.5, 0.999].map((rate) => dropRate("rate", rate)), [0, 0.5, 0.999]); // prettier-ignore
  assert.deepEqual(imageShape("shape", [3, 2, 1]), [3, 2, 1]);
  assert.equal(oneOf("side", "left", ["left", "right"]), "left");
});

describe("an error names the argument, the value and the way out", () => {
  const cases: [string, () => unknown, RegExp][] = [
    ["zero", () => wholeNumber("n", 0), /^RangeError: n is 0: it must be a whole number of at least 1\.$/],
    ["a fraction", () => wholeNumber("n", 1.5), /^RangeError: n is 1\.5: /],
    ["a number as text", () => wholeNumber("n", any("10")), /^RangeError: n is "10": /],
    ["nothing", () => wholeNumber("n", any(undefined)), /^RangeError: n is undefined: /],
    ["beyond exact integers", () => integer("n", 2 ** 53), /^RangeError: n is 9007199254740992: .*such as 1/],
    ["a rate of all", () => dropRate("rate", 1), /^RangeError: rate is 1: .*at least 0 \(none\) and below 1/],
    ["a rate that is none", () => dropRate("rate", NaN), /^RangeError: rate is NaN: /],
    ["a rate as text", () => dropRate("rate", any("0.5")), /^RangeError: rate is "0\.5": /],
    ["no image", () => imageShape("shape", [28, 28]), /^TypeError: shape is \[28,28\]: .*\[224, 224, 3\]/],
    [
      "an open size",
      () => imageShape("shape", any([null, 2, 1])),
      /^RangeError: shape: the height is null: /,
    ],
    ["a window too wide", () => windowFits("window", [2, 2], [4, 1]), /^RangeError: window is 2, larger than .* 4 x 1: give at most 1, padding "same" or a larger image\.$/], // prettier-ignore
    ["a window too high", () => windowFits("window", [5, 1], [4, null]), /^RangeError: window is \[5, 1\], .*at most 4/], // prettier-ignore
    ["no choice", () => oneOf("side", any("up"), ["left", "right"]), /^RangeError: side is "up": it must be one of "left", "right"\.$/], // prettier-ignore
  ];
  for (const [name, work, message] of cases) test(name, () => assert.throws(work, message));
});
