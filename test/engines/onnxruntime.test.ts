import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { existsSync, readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import type { InferenceSession } from "onnxruntime-common";
import { load } from "../../src/engines";
import { onBackend } from "../../src/engines/backend";
import { discard } from "../../src/engines/discard";
import { library } from "../../src/engines/onnx/library";
import { time } from "../../src/timing";
import { noise } from "../../src/timing/noise";
import { available, fastestBackend } from "../support/engines";
import { inProcess } from "../support/inProcess";
import { difference, settle } from "./parity";

const skip = available.includes("onnxruntime") ? false : "needs onnxruntime-node";

/** A convolution, a batch norm to be folded into it, and a ReLU. */
function network(): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3 }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.flatten(),
    ],
  });
  settle(model);
  return model;
}

/** TensorFlow.js knows this layer, ONNX has nothing for it. */
class Own extends tf.layers.Layer {
  static className = "Own";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([inputs].flat()[0] as tf.Tensor, 3);
  }
}
tf.serialization.registerClass(Own);

describe("the default engine", { skip }, () => {
  test("is ONNX Runtime", async () => {
    const model = network();
    const session = await load(model);
    assert.equal(session.engine.name, "onnxruntime");
    await session.dispose();
    discard(model);
  });

  test("is the next one where a layer has no translation, unless ONNX Runtime is asked for", async () => {
    const model = tf.sequential({ layers: [new Own({ name: "mine", inputShape: [2] })] });
    const session = await load(model);
    assert.equal(session.engine.name, fastestBackend);
    const images = tf.tensor2d([[1, 2]]);
    const output = await session.predict(images);
    assert.deepEqual([...output.dataSync()], [3, 6]);
    tf.dispose([images, output]);
    await session.dispose();
    await assert.rejects(
      load(model, { engine: "onnxruntime" }),
      /"mine" is a Own, which has no translation to ONNX; docs.+choose engine "tensorflow", "wasm" or "cpu"\.$/,
    );
    await assert.rejects(load(model, { threads: 1 }), {
      name: "RangeError",
      message: new RegExp(
        `^threads is 1, but the engine "${fastestBackend}" runs with .+` +
          'It was chosen because "onnxruntime" cannot run this model: The layer "mine" is a Own',
      ),
    });
    discard(model);
  });

  test("is TensorFlow's where the package is missing; engines() says why", () => {
    const before = `
      const { Module } = require("node:module");
      const original = Module.prototype.require;
      Module.prototype.require = function (name) {
        if (name === "onnxruntime-node") throw new Error("Cannot find module 'onnxruntime-node'\\nRequire stack:");
        return original.call(this, name);
      };`;
    const body = `
      const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
      const session = await load(model);
      const error = await load(model, { engine: "onnxruntime" }).catch(({ message }) => message);
      return { name: session.engine.name, reason: engines()[0].reason, error };`;
    const reason = `onnxruntime-node does not load (Cannot find module 'onnxruntime-node'): delete node_modules and run "npm run setup"`;
    assert.deepEqual(inProcess(body, { before }), {
      name: fastestBackend,
      reason,
      error: `The engine "onnxruntime" is not available: ${reason}.`,
    });
  });
});

describe("ONNX Runtime", { skip }, () => {
  test("computes the same without its optimizer", async (t) => {
    const create = t.mock.method(library().InferenceSession, "create");
    const model = network();
    const images = noise([2, 8, 8, 3]);
    const [fused, unfused] = (await Promise.all(
      [true, false].map(async (optimize) => {
        const session = await load(model, { engine: "onnxruntime", optimize });
        const output = await session.predict(images);
        await session.dispose();
        return output.dataSync<"float32">();
      }),
    )) as [Float32Array, Float32Array];
    assert.ok(fused.some((value) => value > 0.1));
    assert.ok(difference(fused, unfused) < 1e-5);
    const timing = await time(model, { optimize: false, runs: 1, warmUp: 0 });
    assert.match(inspect(timing), /^onnxruntime .+, not optimized, batch 1,/);
    const levels = create.mock.calls.map(
      ({ arguments: [, options] }) =>
        (options as unknown as InferenceSession.SessionOptions).graphOptimizationLevel,
    );
    assert.deepEqual(levels, ["all", "disabled", "disabled"]);
    discard(model);
  });

  test("is the only one with an optimizer", async () => {
    const model = network();
    for (const optimize of [true, false]) {
      await assert.rejects(load(model, { engine: "cpu", optimize }), {
        name: "RangeError",
        message: `optimize is ${optimize}, but the engine "cpu" runs a network as it is: choose engine "onnxruntime".`,
      });
    }
    discard(model);
  });

  const threads = "/proc/self/task";
  test("computes with as many threads as asked for", { skip: !existsSync(threads) }, async () => {
    const model = network();
    for (const wanted of [1, availableParallelism()]) {
      const before = readdirSync(threads).length;
      const session = await load(model, { engine: "onnxruntime", threads: wanted });
      assert.equal(session.engine.threads, wanted);
      assert.equal(readdirSync(threads).length - before, wanted - 1); // the caller's is one of them
      await session.dispose();
    }
    await assert.rejects(load(model, { engine: "onnxruntime", threads: 0 }), /threads is 0/);
    await assert.rejects(load(model, { threads: 100_000 }), {
      name: "RangeError",
      message: `threads is 100000, but this machine runs ${availableParallelism()} at once: choose a number from 1 to ${availableParallelism()}.`,
    });
    discard(model);
  });

  test("ends the predictions that have begun before it frees the weights", async () => {
    const model = network();
    const session = await load(model, { engine: "onnxruntime" });
    const images = noise([2, 8, 8, 3]);
    const predictions = [session.predict(images), session.predict(images)];
    await session.dispose();
    const [first, second] = (await Promise.all(predictions)) as [tf.Tensor, tf.Tensor];
    assert.deepEqual(first.dataSync(), second.dataSync());
    tf.dispose([images, first, second]);
    discard(model);
  });

  test("gives an output with memory of its own, also of a network that computes nothing", async () => {
    const model = tf.sequential({ layers: [tf.layers.dropout({ rate: 0.5, inputShape: [2] })] });
    const session = await load(model, { engine: "onnxruntime" });
    const images = onBackend("cpu", () => tf.tensor2d([[1, 2]]));
    const output = await session.predict(images);
    images.dataSync().fill(7);
    assert.deepEqual([...output.dataSync()], [1, 2]);
    tf.dispose([images, output]);
    await session.dispose();
    discard(model);
  });

  test("works in a worker beside the main thread, and the process ends well", () => {
    const program = `
      const tf = require("@tensorflow/tfjs");
      const { load } = require("./src/engines");
      globalThis.compute = async () => {
        const layer = tf.layers.dense({ inputShape: [2], units: 1, kernelInitializer: "ones" });
        const session = await load(tf.sequential({ layers: [layer] }), { engine: "onnxruntime" });
        return (await session.predict(tf.tensor2d([[1, 2]]))).dataSync()[0];
      };`;
    const body = `
      ${program}
      const { Worker } = require("node:worker_threads");
      const inWorker = ${JSON.stringify(`require("ts-node/register"); ${program}
        compute().then((sum) => require("node:worker_threads").parentPort.postMessage(sum));`)};
      const worker = new Worker(inWorker, { eval: true, stderr: true });
      const [sum] = await require("node:events").once(worker, "message");
      return [await compute(), sum, await compute()];`;
    assert.deepEqual(inProcess(body), [3, 3, 3]);
  });
});
