import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { discard } from "../../../src/engines/discard";
import { encode } from "../../../src/engines/onnx/encode";
import { exportOnnx } from "../../../src/engines/onnx/exportOnnx";
import type { Graph } from "../../../src/engines/onnx/graph";
import { library } from "../../../src/engines/onnx/library";
import { writeModel } from "../../../src/engines/onnx/writeModel";
import { heNormal } from "../../../src/layers/initializers";
import { available } from "../../support/engines";
import { python } from "../../support/paths";
import { difference } from "../parity";
import { checkOnnx, noChecker } from "./checker";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "export-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => path.join(folder, name);

function small(): tf.LayersModel {
  return tf.sequential({
    name: "small",
    layers: [
      tf.layers.conv2d({ inputShape: [9, 9, 3], filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 5, activation: "tanh" }),
    ],
  });
}

/** 71 MB of weights: too many for one file. */
function large(): tf.LayersModel {
  const kernelInitializer = heNormal(1);
  return tf.sequential({
    name: "large",
    layers: [tf.layers.dense({ inputShape: [4200], units: 4200, kernelInitializer })],
  });
}

function onOnes(model: tf.LayersModel, shape: number[]): Float32Array {
  return tf.tidy(() => (model.predict(tf.ones(shape)) as tf.Tensor).dataSync<"float32">());
}

for (const [build, shape, files] of [
  [small, [2, 9, 9, 3], ["model.onnx"]],
  [large, [1, 4200], ["model.onnx", "model.onnx.data"]],
] as const) {
  describe(`a ${build.name} model's file`, () => {
    test("is where it was asked for, and nothing else is", async () => {
      const model = build();
      const written = await exportOnnx(model, inFolder("model.onnx"));
      assert.deepEqual(written, files.map(inFolder));
      assert.deepEqual(readdirSync(folder).sort(), files);
      const bytes = files.reduce((sum, file) => sum + statSync(inFolder(file)).size, 0);
      const weights = 4 * model.countParams();
      assert.ok(bytes > weights && bytes < weights + 1e4, `${bytes} bytes for ${weights} of weights`);
      discard(model);
    });

    test("computes the same in Python's onnx", { skip: noChecker() }, async () => {
      const model = build();
      const file = inFolder("model.onnx");
      await exportOnnx(model, file);
      assert.deepEqual(await checkOnnx([file]), [undefined]);
      const { stdout, stderr } = spawnSync(
        python,
        [path.join(__dirname, "reference.py"), file, ...shape.map(String)],
        { encoding: "utf8" },
      );
      assert.ok(stdout, stderr);
      const values = Float32Array.from((JSON.parse(stdout) as number[][]).flat());
      const expected = onOnes(model, [...shape]);
      assert.ok(expected.some((value) => Math.abs(value) > 0.1));
      assert.ok(difference(expected, values) < 1e-5);
      discard(model);
    });
  });
}

test("what is there is replaced; what cannot be written leaves it as it was", async () => {
  const file = inFolder("model.onnx");
  writeFileSync(file, "before");
  const failing = tf.sequential({ layers: [new Unknown({ inputShape: [2] })] });
  await assert.rejects(exportOnnx(failing, file), /Unknown, which has no translation/);
  assert.equal(readFileSync(file, "utf8"), "before");
  const model = small();
  await exportOnnx(model, file);
  assert.deepEqual(readFileSync(file), Buffer.from(await exportOnnx(model)));
  discard(model);
});

test("a small model replaces a large one and its weights; a file that is no part of it stays", async () => {
  const file = inFolder("model.onnx");
  const [model, heavy] = [small(), large()];
  assert.deepEqual(await exportOnnx(heavy, file), [file, `${file}.data`]);
  assert.deepEqual(await exportOnnx(model, file), [file]);
  assert.deepEqual(readdirSync(folder), ["model.onnx"]);
  writeFileSync(`${file}.data`, "of something else");
  await exportOnnx(model, file);
  assert.deepEqual(readdirSync(folder), ["model.onnx", "model.onnx.data"]);
  [model, heavy].forEach(discard);
});

class Unknown extends tf.layers.Layer {
  static className = "Unknown";
}
tf.serialization.registerClass(Unknown);

test("a folder that is not there is named", async () => {
  const model = small();
  await assert.rejects(exportOnnx(model, inFolder("no/model.onnx")), {
    message: /^\/.+\/no\/model\.onnx cannot be written \(ENOENT.+choose a folder that exists, has room/,
  });
  discard(model);
});

test("a folder in the model's place is named, and the weights beside it stay", async () => {
  const file = inFolder("model.onnx");
  mkdirSync(file);
  writeFileSync(`${file}.data`, "before");
  const model = large();
  await assert.rejects(exportOnnx(model, file), /model\.onnx cannot be written \(it is a folder\)/);
  assert.equal(readFileSync(`${file}.data`, "utf8"), "before");
  await assert.rejects(exportOnnx(model, ""), { message: /^\/.+ cannot be written \(it is a folder\)/ });
  assert.deepEqual(readdirSync(folder), ["model.onnx", "model.onnx.data"]);
  discard(model);
});

test("a full disk is told, and no half a file stays", () => {
  const program = `
    const tf = require("@tensorflow/tfjs");
    const { exportOnnx } = require("./src/engines/onnx/exportOnnx");
    const layers = [tf.layers.dense({ inputShape: [1000], units: 1000, kernelInitializer: "zeros" })];
    exportOnnx(tf.sequential({ layers }), ${JSON.stringify(inFolder("model.onnx"))})
      .catch(({ message }) => console.log(message));`;
  // A limit of 1,000 blocks on the size of files stands for the disk's.
  const { stdout } = spawnSync(
    "sh",
    ["-c", 'ulimit -f 1000; exec "$@"', "sh", process.execPath, "-r", "ts-node/register", "-e", program],
    { encoding: "utf8" },
  );
  assert.match(stdout, /model\.onnx cannot be written \(E[A-Z]+: .+has room/);
  assert.deepEqual(readdirSync(folder), []);
});

test("over 2 GB of weights go into files", { skip: !available.includes("onnxruntime") }, async () => {
  const file = inFolder("model.onnx");
  assert.deepEqual(writeModel(manyRows, file), [file, `${file}.data`]);
  assert.ok(statSync(`${file}.data`).size > 2 ** 31);
  const { InferenceSession, Tensor } = library();
  const session = await InferenceSession.create(file);
  const { y } = await session.run({ row: new Tensor("int64", BigInt64Array.from([BigInt(ROWS - 1)]), [1]) });
  assert.deepEqual([...(y?.data as Float32Array)], [3 + 2 ** 18 / 2]);
  await session.release();
});

const ROWS = 600_000_000;

/** Picks a row of a constant of 2.4 GB and adds the sum of the constant behind it; zeros are not written, but skipped. */
const manyRows: Graph = {
  name: "many rows",
  nodes: [
    { op: "Gather", name: "pick", inputs: ["rows", "row"], outputs: ["picked"], attributes: {} },
    { op: "ReduceSum", name: "sum", inputs: ["halves"], outputs: ["sum"], attributes: { keepdims: 0 } },
    { op: "Sum", name: "add", inputs: ["picked", "sum", "three"], outputs: ["y"], attributes: {} },
  ],
  initializers: [
    {
      name: "rows",
      type: "float32",
      dims: [ROWS],
      values: () => assert.fail("2.4 GB are not for memory"),
      pieces: () => [],
    },
    { name: "halves", type: "float32", dims: [2 ** 18], values: () => new Float32Array(2 ** 18).fill(0.5) },
    { name: "three", type: "float32", dims: [], values: () => Float32Array.of(3) },
  ],
  inputs: [{ name: "row", type: "int64", shape: [1] }],
  outputs: [{ name: "y", type: "float32", shape: [1] }],
};

test("over 2 GB of weights are too many for a message in memory", () => {
  assert.throws(() => encode(manyRows), {
    name: "RangeError",
    message: /"many rows" has 2\.40 GB of weights.+give exportOnnx a path/,
  });
});
