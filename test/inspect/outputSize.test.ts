import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { outputFormula, outputSize, type Padding, type Window } from "../../src/inspect/outputSize";

test("the assignment's example: 12 x 12 under 5 x 5 gives 8 x 8", () => {
  assert.equal(outputSize({ input: 12, kernel: 5 }), 8);
  assert.equal(outputFormula({ input: 12, kernel: 5 }), "(12 - 5 + 2 x 0) / 1 + 1");
});

test("AlexNet's first layer: 227 under 11 in steps of 4 gives 55", () => {
  assert.equal(outputSize({ input: 227, kernel: 11, stride: 4, padding: 0 }), 55);
});

test("padding (K - 1) / 2 keeps the size at stride 1", () => {
  for (const kernel of [1, 3, 5, 7, 11]) {
    assert.equal(outputSize({ input: 32, kernel, padding: (kernel - 1) / 2 }), 32);
  }
});

test("'valid' and 'same' are TF.js's own, and 'valid' is the formula where it fits", () => {
  for (const stride of [1, 2, 3, 4]) {
    for (const kernel of [1, 2, 3, 5]) {
      for (const padding of ["valid", "same"] as const) {
        const layer = tf.layers.maxPooling1d({ poolSize: kernel, strides: stride, padding });
        const [, expected] = layer.computeOutputShape([1, 13, 1]) as number[];
        assert.equal(
          outputSize({ input: 13, kernel, stride, padding }),
          expected,
          `${kernel} ${stride} ${padding}`,
        );
      }
      if ((13 - kernel) % stride === 0) {
        assert.equal(
          outputSize({ input: 13, kernel, stride, padding: 0 }),
          outputSize({ input: 13, kernel, stride, padding: "valid" }),
        );
      }
    }
  }
});

describe("a stride that does not fit", () => {
  function message(window: Window): string {
    try {
      outputSize(window);
    } catch (error) {
      assert.ok(error instanceof RangeError);
      return error.message;
    }
    return assert.fail("it fits");
  }

  test("says so, and what fits", () => {
    assert.equal(
      message({ input: 10, kernel: 3, stride: 2, padding: 0 }),
      "(10 - 3 + 2 x 0) / 2 + 1 = 4.5 is not a whole number of positions. No padding from 0 to 2 fits stride 2; " +
        'with padding 0, stride 1 or 7 fits. Padding "same" gives 5. ' +
        'Padding "valid" gives 4, and leaves out the last 1 of the input.',
    );
    assert.equal(
      message({ input: 10, kernel: 5, stride: 3, padding: 0 }),
      "(10 - 5 + 2 x 0) / 3 + 1 = 2.667 is not a whole number of positions. Padding 2 fits stride 3; " +
        'with padding 0, stride 1 or 5 fits. Padding "same" gives 4. ' +
        'Padding "valid" gives 2, and leaves out the last 2 of the input.',
    );
  });

  test("suggests the smallest paddings of many", () => {
    assert.match(message({ input: 500, kernel: 90, stride: 4 }), /Padding 1, 3, 5, 7, or 9 fits stride 4;/);
    // With fewer than two zeros on each side the kernel does not fit into the input at all.
    assert.match(message({ input: 3, kernel: 7, stride: 3, padding: 4 }), /Padding 2 or 5 fits stride 3;/);
  });

  test("suggests at once where numbers are huge", () => {
    const text = message({ input: 1_000_000_010, kernel: 3, stride: 2 });
    // 1,000,000,007 is a prime number.
    assert.match(text, /No padding from 0 to 2 fits stride 2; with padding 0, stride 1 or 1000000007 fits\./);
    assert.match(
      message({ input: 2e9, kernel: 1e9, stride: 3 }),
      /Padding 1, 4, 7, 10, or 13 fits stride 3;/,
    );
  });

  test("suggests only what does fit, and leaves no padding out", () => {
    for (let input = 3; input <= 12; input++) {
      for (let kernel = 1; kernel <= 6; kernel++) {
        for (let stride = 2; stride <= 4; stride++) {
          if (input < kernel || (input - kernel) % stride === 0) continue;
          const [, first = ""] = /Padding ([\d, or]+) fits/.exec(message({ input, kernel, stride })) ?? [];
          const suggested = (first.match(/\d+/g) ?? []).map(Number);
          for (const padding of suggested) outputSize({ input, kernel, stride, padding });
          for (let padding = 0; padding < kernel; padding++) {
            if (suggested.includes(padding)) continue;
            assert.throws(() => outputSize({ input, kernel, stride, padding }), RangeError);
          }
        }
      }
    }
  });
});

describe("bad input names the argument, its value and the way out", () => {
  const cases: [Window, string][] = [
    [{ input: 0, kernel: 3 }, "input is 0: it must be a whole number of at least 1."],
    [{ input: 12, kernel: 2.5 }, "kernel is 2.5: it must be a whole number of at least 1."],
    [{ input: 12, kernel: 3, stride: 0 }, "stride is 0: it must be a whole number of at least 1."],
    [
      { input: 12, kernel: 3, padding: -1 },
      'padding is -1: it must be a number of zeros (0, 1, 2, …), "valid" or "same".',
    ],
    [
      { input: 12, kernel: 3, padding: "full" as Padding },
      'padding is "full": it must be a number of zeros (0, 1, 2, …), "valid" or "same".',
    ],
    [
      { input: 3, kernel: 8, padding: 1 },
      "kernel is 8: larger than the input of 3 with padding 1 (5 in all). Use a kernel of at most 5, or a padding of at least 3.",
    ],
  ];
  for (const [window, message] of cases) {
    test(message, () => {
      assert.throws(() => outputSize(window), { name: "RangeError", message });
    });
  }
});
