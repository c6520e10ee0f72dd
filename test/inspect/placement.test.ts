import "../../src/engines";
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { outputSize } from "../../src/inspect/outputSize";
import { place, type Placement } from "../../src/inspect/placement";
import { samePadding } from "../../src/inspect/samePadding";
import { strideFit } from "../../src/inspect/strideFit";

describe("samePadding", () => {
  test("keeps the size at stride 1", () => {
    for (const kernel of [1, 3, 5, 7, 11]) {
      assert.equal(outputSize({ input: 32, kernel, padding: samePadding(kernel) }), 32);
    }
  });

  test("an even kernel has none, and the message says where 'same' puts the zeros", () => {
    assert.throws(() => samePadding(4), {
      name: "RangeError",
      message:
        'kernel is 4: (4 - 1) / 2 = 1.5 is not a whole number of zeros. Padding "same" keeps the size with one more at ' +
        "the end, 1 before and 2 after; kernels of 3 and 5 keep it with 1 and 2 on each side.",
    });
    const { before, after, output } = place({ input: 32, kernel: 4, padding: "same" });
    assert.deepEqual([before, after, output], [1, 2, 32]);
  });

  test("bad input", () => {
    for (const kernel of [0, -3, 2.5]) assert.throws(() => samePadding(kernel), /^RangeError: kernel is/);
  });
});

/** What TensorFlow does, from images with a single 1 under a kernel of 1, 2, 3, …: the values tell who sees what. */
function probed(input: number, kernel: number, stride: number, padding: "same" | "valid"): Placement {
  return tf.tidy(() => {
    const impulses = tf.eye(input).reshape<tf.Tensor3D>([input, input, 1]);
    const weights = tf.range(1, kernel + 1).reshape<tf.Tensor3D>([kernel, 1, 1]);
    const seen = tf.conv1d(impulses, weights, stride, padding).squeeze([2]).arraySync() as number[][];
    const output = seen[0]?.length as number;
    /** The place in the kernel where a unit has a value of the input, from 0. */
    const placed = (unit: number, value: number) => (seen[value]?.[unit] as number) - 1;
    const first = seen.findIndex((units) => (units[0] as number) > 0);
    const last = seen.map((units) => (units.at(-1) as number) > 0).lastIndexOf(true);
    return {
      output,
      before: placed(0, first) - first,
      after: kernel - 1 - placed(output - 1, last),
      leftOut: input - 1 - last,
    };
  });
}

describe("strideFit", () => {
  test("seed 002's example: 10 under 3 in steps of 2", () => {
    const { positions, fits, rows } = strideFit({ input: 10, kernel: 3, stride: 2 });
    assert.deepEqual([positions, fits], [4.5, false]);
    assert.deepEqual(rows, [
      { padding: "valid", output: 4, before: 0, after: 0, leftOut: 1 },
      { padding: "same", output: 5, before: 0, after: 1, leftOut: 0 },
    ]);
  });

  test("is what TensorFlow does, value by value", () => {
    let cases = 0;
    for (const input of [5, 6, 7, 10, 13]) {
      for (const kernel of [1, 2, 3, 4, 5]) {
        for (const stride of [1, 2, 3, 4, 6]) {
          const fit = strideFit({ input, kernel, stride });
          assert.equal(fit.fits, (input - kernel) % stride === 0);
          for (const { padding, ...placement } of fit.rows) {
            assert.deepEqual(placement, probed(input, kernel, stride, padding), inspect(fit));
            cases++;
          }
        }
      }
    }
    assert.equal(cases, 250);
  });

  test("shows itself", () => {
    const text = inspect(strideFit({ input: 10, kernel: 3, stride: 2 }));
    assert.match(text, /= 4\.5, not a whole number of positions/);
    assert.match(text, /same\s+5\s+0\s+1\s+0/);
  });

  test("bad input", () => {
    assert.throws(
      () => strideFit({ input: 3, kernel: 5, stride: 2 }),
      /kernel is 5: larger than the input of 3/,
    );
    assert.throws(() => strideFit({ input: 3, kernel: 3, stride: 0 }), /^RangeError: stride is 0/);
    assert.throws(() => strideFit({ input: "10" as never, kernel: 3 }), /^RangeError: input is "10"/);
    assert.throws(
      () => place({ input: 3, kernel: 6, padding: 1 }),
      /the input of 3 with padding 1 \(5 in all\)/,
    );
  });
});

test("zeros on each side: as many positions as fit, as in PyTorch (ResNet's first layer)", () => {
  assert.deepEqual(place({ input: 224, kernel: 7, stride: 2, padding: 3 }), {
    output: 112,
    before: 3,
    after: 3,
    leftOut: 0,
  });
});
