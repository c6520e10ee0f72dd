import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import type * as ort from "onnxruntime-common";
import { discard } from "../../../src/engines/discard";
import { encode } from "../../../src/engines/onnx/encode";
import type { Graph } from "../../../src/engines/onnx/graph";
import { quantize } from "../../../src/engines/onnx/int8/quantize";
import { library } from "../../../src/engines/onnx/library";
import { Runner } from "../../../src/engines/onnx/runner";
import { translate } from "../../../src/engines/onnx/translate";
import { available } from "../../support/engines";
import { drawInputs } from "../../support/random/inputs";
import { randomModel } from "../../support/randomModel";
import { difference } from "../parity";
import { checkOnnx, noChecker } from "./checker";
import { exportable } from "./fuzz";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const options = { threads: 1, optimize: true };

async function run(graph: Graph, inputs: ort.Tensor[]): Promise<Float32Array[]> {
  const runner = await Runner.load(graph, options);
  try {
    return (await runner.run(inputs)).map(({ data }) => Float32Array.from(data as Float32Array));
  } finally {
    await runner.dispose();
  }
}

/** A random model, quantized: its file, and how far its outputs are from float32's. */
async function tryQuantizing(
  seed: number,
  folder: string,
): Promise<{ file: string; apart: number; rounds: boolean }> {
  const { model, inputs } = randomModel(seed, exportable);
  const tensors = drawInputs(inputs, 3, seed);
  const samples = tensors.map(
    (tensor) => new (library().Tensor)(tensor.dtype as "float32", tensor.dataSync<"float32">(), tensor.shape),
  );
  try {
    const graph = translate(model);
    const quantized = await quantize(graph, [samples], options);
    const file = join(folder, `${seed}.onnx`);
    writeFileSync(
      file,
      encode(quantized, () => undefined),
    );
    const [expected, given] = [await run(graph, samples), await run(quantized, samples)];
    const apart = Math.max(...expected.map((values, i) => difference(values, given[i] as Float32Array)));
    return { file, apart, rounds: quantized.nodes.some(({ op }) => op === "QuantizeLinear") };
  } finally {
    tf.dispose(tensors);
    discard(model);
  }
}

const skip = available.includes("onnxruntime") ? noChecker() : "onnxruntime-node is not installed";

test(
  `${SEEDS.length} random models in int8 are valid, and answer nearly as before`,
  { skip: skip ?? false },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "convbook-int8-"));
    const backend = tf.getBackend();
    await tf.setBackend("cpu");
    try {
      const tried = [];
      for (const seed of SEEDS) tried.push(await tryQuantizing(seed, folder));
      const errors = await checkOnnx(tried.map(({ file }) => file));
      for (const [i, { apart, rounds }] of tried.entries()) {
        assert.equal(errors[i], undefined, `seed ${SEEDS[i]}`);
        // 1 % is usual, a wrong scale gives more than 100 %.
        assert.ok(apart < 0.25, `seed ${SEEDS[i]}: ${apart}`);
        assert.equal(apart > 0, rounds, `seed ${SEEDS[i]}`);
      }
      assert.ok(tried.filter(({ rounds }) => rounds).length > SEEDS.length / 2);
    } finally {
      await tf.setBackend(backend);
      rmSync(folder, { recursive: true });
    }
  },
);
