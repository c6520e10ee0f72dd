import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { engines, load } from "../../src/engines";
import { jupyterDisplay } from "../../src/notebook/display";
import { available } from "../support/engines";

/** 12 weights and 4 biases. */
const small = () =>
  tf.sequential({ name: "small", layers: [tf.layers.dense({ inputShape: [3], units: 4 })] });

for (const engine of available) {
  test(`a session on ${engine} shows what it runs, and that it is disposed`, async () => {
    const session = await load(small(), { engine });
    const { version, device, threads } = engines().find(({ name }) => name === engine) ?? {};
    const counted = threads === 1 ? "1 thread" : `${threads} threads`;
    const how = `Session: "small" on ${engine} ${version}, ${counted} of ${device}, float32`;
    assert.equal(inspect(session), `${how}, 64 B`);
    assert.deepEqual(await session[jupyterDisplay](), { "text/plain": `${how}, 64 B` });
    await session.dispose();
    assert.equal(inspect(session), `${how}, disposed`);
  });
}

test(
  "a session says its own threads and precision",
  { skip: !available.includes("onnxruntime") },
  async () => {
    const calibration = tf.randomUniform([4, 3], 0, 1, "float32", 1);
    const session = await load(small(), {
      engine: "onnxruntime",
      threads: 1,
      precision: "int8",
      calibration,
    });
    assert.match(inspect(session), /^Session: "small" on onnxruntime \S+, 1 thread of .*, int8, \d+ B$/);
    await session.dispose();
  },
);
