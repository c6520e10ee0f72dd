import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { engines, load } from "../../src/engines";
import { fastestBackend, noTensorflow } from "../support/engines";
import { inProcess } from "../support/inProcess";

/** As where the addon was not compiled. */
const withoutAddon = `
  const { Module } = require("node:module");
  const original = Module.prototype.require;
  Module.prototype.require = function (name) {
    if (name === "@tensorflow/tfjs-node-gpu") throw new Error("tfjs_binding.node is not there.\\nSecond line.");
    return original.call(this, name);
  };`;

const model = `tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] })`;

test("engines are listed fastest first, with what each computes on", () => {
  const list = engines();
  assert.deepEqual(
    list.map(({ name }) => name),
    ["onnxruntime", "tensorflow", "wasm", "cpu"],
  );
  for (const { available, reason, version, device, threads } of list) {
    if (available) {
      assert.match(version ?? "", /^\d+\.\d+\.\d+/);
      assert.ok(device && threads && threads >= 1);
    } else {
      assert.match(reason ?? "", /npm run setup/);
    }
  }
  assert.match(inspect(list), /Engine +Available +Version +Device +Threads\n[^]+\ncpu +yes +4\.22\.0/);
});

describe("importing the module", () => {
  test("makes TF.js's fastest backend ready at once", () => {
    const first = `return [tf.getBackend(), ...tf.tensor([1, 2]).add(1).dataSync()];`;
    assert.deepEqual(inProcess(first), [fastestBackend, 2, 3]);
  });

  test("falls back on wasm where the addon is missing, says why, and prints nothing", () => {
    const body = `
      const sum = tf.tensor([1, 2]).add(1);
      const [, { available, reason }] = engines();
      const error = await load(${model}, { engine: "tensorflow" }).catch(({ message }) => message);
      return { backend: tf.getBackend(), sum: [...sum.dataSync()], available, reason, error };`;
    const reason = `run "npm run setup", which needs a C++ compiler (tfjs_binding.node is not there.)`;
    assert.deepEqual(inProcess(body, { before: withoutAddon }), {
      backend: "wasm",
      sum: [2, 3],
      available: false,
      reason,
      error: `The engine "tensorflow" is not available: ${reason}.`,
    });
  });

  test("leaves errors that nobody handles to the process", () => {
    const listeners = `["uncaughtException", "unhandledRejection"].map((event) => process.listenerCount(event))`;
    const body = `tf.setBackend("wasm"); tf.ones([1]).dataSync(); return ${listeners};`;
    assert.deepEqual(inProcess(body), [0, 0]);
  });
});

describe("threads", () => {
  test("wasm and cpu compute with one", async () => {
    for (const engine of ["wasm", "cpu"] as const) {
      const dense = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
      await (await load(dense, { engine, threads: 1 })).dispose();
      await assert.rejects(load(dense, { engine, threads: 2 }), {
        name: "RangeError",
        message: new RegExp(`threads is 2, but the engine "${engine}" runs with 1.+engine "tensorflow"`),
      });
      dense.dispose();
    }
  });

  test("tensorflow's number is fixed by the environment", { skip: noTensorflow }, () => {
    const body = `
      const { message } = await load(${model}, { engine: "tensorflow", threads: 3 }).catch((error) => error);
      return [engines()[1].threads, message];`;
    const [threads, message] = inProcess(body, { env: { TF_NUM_INTRAOP_THREADS: "1" } }) as [number, string];
    assert.equal(threads, 1);
    assert.match(
      message,
      /threads is 3, but the engine "tensorflow" runs with 1.+Set TF_NUM_INTRAOP_THREADS=3/,
    );
  });
});

test("an option that there is not is refused, with what was meant", async () => {
  const dense = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
  const takes = "load takes engine, threads, optimize, precision, calibration.";
  const messages: [options: unknown, message: string][] = [
    [{ engin: "cpu" }, `options has no engin (did you mean engine?): ${takes}`],
    [{ runs: 3 }, `options has no runs: ${takes}`],
    ["cpu", `options is "cpu": give an object, { name: value, … }. ${takes}`],
    [null, `options is null: give an object, { name: value, … }. ${takes}`],
  ];
  for (const [options, message] of messages)
    await assert.rejects(load(dense, options as object), { name: "TypeError", message });
  dense.dispose();
});

test("what is no model is refused", async () => {
  for (const model of [null, undefined, [], "vgg16"])
    await assert.rejects(load(model as never), /^TypeError: model is no tf\.LayersModel but/);
});

test("an unknown engine is told which there are", async () => {
  const dense = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
  await assert.rejects(load(dense, { engine: "tpu" as never }), {
    name: "RangeError",
    message: `engine is "tpu": choose one of "onnxruntime", "tensorflow", "wasm", "cpu".`,
  });
  dense.dispose();
});
