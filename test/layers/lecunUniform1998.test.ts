import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { onBackend } from "../../src/engines/backend";
import { lecunUniform1998 } from "../../src/layers/lecunUniform1998";
import { modelOf, reloaded } from "./support";
import { kolmogorovSmirnov, uniformCdf } from "./statistics";
import { backends } from "../support/engines";

const draw = (seed: number, fanIn: number | number[], shape: number[]) =>
  lecunUniform1998(seed, fanIn).apply(shape).dataSync<"float32">();

test("uniform on 2.4 by the fan-in", () => {
  const values = draw(3, 400, [5, 5, 16, 120]);
  assert.ok(kolmogorovSmirnov(values, uniformCdf(2.4 / 400)) < 1.95);
});

test("a fan-in for each index of the last axis", () => {
  const fanIns = [75, 100, 150];
  const values = draw(3, fanIns, [2_000, 3]);
  for (const [unit, fanIn] of fanIns.entries()) {
    const own = values.filter((_, i) => i % 3 === unit);
    const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(largest <= 2.4 / fanIn && largest > 0.99 * (2.4 / fanIn), `${largest}`);
  }
});

test("the same seed draws the same on every engine, another seed others", () => {
  const first = draw(1, [75, 150], [5, 5, 2]);
  for (const name of backends) {
    assert.deepEqual(
      onBackend(name, () => draw(1, [75, 150], [5, 5, 2])),
      first,
    );
  }
  assert.notDeepEqual(draw(2, [75, 150], [5, 5, 2]), first);
});

test("a saved model keeps it", async () => {
  const kernelInitializer = lecunUniform1998(7, [3, 6]);
  const copy = await reloaded(modelOf(tf.layers.dense({ name: "F6", units: 2, kernelInitializer }), [3]));
  assert.deepEqual(copy.getLayer("F6").getConfig()["kernelInitializer"], {
    className: "LecunUniform1998",
    config: { seed: 7, fanIn: [3, 6] },
  });
});

test("numbers that cannot be are refused", () => {
  const refuses = (work: () => unknown, message: RegExp) =>
    assert.throws(work, { name: "RangeError", message });
  refuses(() => lecunUniform1998(1.5, 25), /^seed is 1.5/);
  refuses(() => lecunUniform1998(1, 0), /^fanIn is 0: it must be a whole number of at least 1/);
  refuses(() => lecunUniform1998(1, [75, NaN]), /^fanIn is NaN/);
  refuses(() => draw(1, [], [5, 5, 3]), /^fanIn has 0 numbers, but the last axis .*\[5, 5, 3\] has 3/);
  refuses(() => draw(1, [75, 100], [5, 5, 3]), /^fanIn has 2 numbers, but the last axis .*\[5, 5, 3\] has 3/);
});
