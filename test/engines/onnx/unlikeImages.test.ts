import assert from "node:assert/strict";
import { type Mock, describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { load } from "../../../src/engines";
import { warningOfOthers } from "../../../src/engines/onnx/int8/unlikeImages";
import { noise } from "../../../src/timing/noise";
import { available } from "../../support/engines";

const skip = available.includes("onnxruntime") ? false : "onnxruntime-node is not installed";

type Warn = Mock<typeof console.warn>;
const told = (warn: Warn) => warn.mock.calls.map(({ arguments: [text] }) => String(text));

describe("images that are far from those of the calibration", () => {
  const cases: [what: string, calibrated: [number, number], images: number[], warns: RegExp | null][] = [
    ["of the same range", [0, 1], [0, 0.5, 1], null],
    ["a little beyond", [-2.6, 2.4], [-2, 3.1], null],
    ["darker ones", [0, 1], [0, 0.1], null],
    ["black", [0, 1], [0, 0], null],
    [
      "not divided by 255",
      [0, 1],
      [0, 17, 255],
      /from 0 to 255, .+ from 0 to 1: what lies beyond is cut off/,
    ],
    ["divided by 255 where they were not", [0, 255], [0, 0.2, 1], /from 0 to 1, .+ from 0 to 255: .+ few/],
    ["around 0 where they were above it", [0, 1], [-1, 1], /from -1 to 1, .+cut off/],
    ["all above 0 where all were far above it", [100, 200], [1, 2], /from 1 to 2, .+ few/],
    ["any beside black ones", [0, 0], [0, 1], /cut off/],
  ];
  for (const [what, [min, max], images, warns] of cases) {
    test(`${what}: ${warns ? "one warning" : "none"}`, (t) => {
      const warn = t.mock.method(console, "warn", () => undefined) as Warn;
      const look = warningOfOthers({ min, max });
      look(images);
      look(images);
      assert.equal(told(warn).length, warns ? 1 : 0);
      if (warns) assert.match(told(warn)[0] as string, warns);
    });
  }

  test("a few of many values tell", (t) => {
    const warn = t.mock.method(console, "warn", () => undefined) as Warn;
    warningOfOthers({ min: 0, max: 1 })(new Float32Array(1_000_000).map((_, i) => (i % 7 === 0 ? 255 : 0)));
    assert.equal(told(warn).length, 1);
  });

  test("a dark channel is no dark image", (t) => {
    const warn = t.mock.method(console, "warn", () => undefined) as Warn;
    const look = warningOfOthers({ min: 0, max: 1 });
    look(new Float32Array(300 * 300 * 3).map((_, i) => (i % 3 === 0 ? 0.001 : 0.9)));
    assert.deepEqual(told(warn), []);
  });

  test("are told of by a session with integers, and by no other", { skip }, async (t) => {
    const warn = t.mock.method(console, "warn", () => undefined) as Warn;
    const dense = tf.layers.dense({ units: 2, inputShape: [50] });
    const model = tf.sequential({ layers: [dense] });
    const calibration = noise([8, 50]);
    const images = calibration.mul(255);
    const int8 = await load(model, { precision: "int8", calibration });
    (await int8.predict(calibration)).dispose();
    assert.deepEqual(told(warn), []);
    (await int8.predict(images)).dispose();
    assert.match(told(warn).join("\n"), /^Precision "int8": .+calibration images like these\.$/);
    const float32 = await load(model);
    (await float32.predict(images)).dispose();
    assert.equal(told(warn).length, 1);
    await Promise.all([int8.dispose(), float32.dispose()]);
    tf.dispose([calibration, images]);
    model.dispose();
  });
});
