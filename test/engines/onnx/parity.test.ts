import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test, type TestContext } from "node:test";
import { onnx } from "onnx-proto";
import * as tf from "@tensorflow/tfjs";
import { discard } from "../../../src/engines/discard";
import { exportOnnx } from "../../../src/engines/onnx/exportOnnx";
import { library } from "../../../src/engines/onnx/library";
import { whatFails } from "../../../src/engines/whatFails";
import { temporaryFolder } from "../../support/notebook";
import { checkOnnx, noChecker } from "./checker";
import { agrees, compareOutputs } from "./parity";

before(() => tf.setBackend("cpu"));

/** A dense layer with a ReLU, and its export. */
async function exported(t: TestContext): Promise<{ model: tf.LayersModel; bytes: Uint8Array; x: tf.Tensor }> {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 3, inputShape: [4], activation: "relu", useBias: false })],
  });
  model.setWeights([tf.randomUniform([4, 3], 0.5, 1, "float32", 1)]);
  t.after(() => discard(model));
  return { model, bytes: await exportOnnx(model), x: tf.randomUniform([2, 4], 0.5, 1, "float32", 2) };
}

/** The file with something changed in it. */
function changed(bytes: Uint8Array, change: (graph: onnx.GraphProto) => void): Uint8Array {
  const model = onnx.ModelProto.decode(bytes);
  change(model.graph as onnx.GraphProto);
  return onnx.ModelProto.encode(model).finish();
}

test("the comparison sees other weights, another shape and NaN", { skip: whatFails(library) }, async (t) => {
  const { model, bytes, x } = await exported(t);
  const [right] = await compareOutputs(model, bytes, [x]);
  assert.ok(right && agrees(right));

  const others = [
    tf.randomUniform([4, 3], 0.5, 1, "float32", 9), // the same law, another draw
    tf.fill([4, 3], NaN),
  ];
  for (const weights of others) {
    model.setWeights([weights]);
    const [wrong] = await compareOutputs(model, bytes, [x]);
    assert.ok(wrong && !agrees(wrong), `${wrong?.difference}`);
  }

  const wider = tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [4] })] });
  t.after(() => discard(wider));
  const [other] = await compareOutputs(wider, bytes, [x]);
  assert.deepEqual(
    [other?.shape, other?.onnxShape],
    [
      [2, 5],
      [2, 3],
    ],
  );
  assert.ok(other && !agrees(other));
});

test("ONNX's checker sees an unknown operator and a shape that is not so, file by file", async (t) => {
  const reason = noChecker();
  if (reason !== undefined) return t.skip(reason);
  const { bytes } = await exported(t);
  const folder = temporaryFolder(t);
  const files = {
    right: bytes,
    operator: changed(bytes, ({ node }) => void ((node[0] as onnx.NodeProto).opType = "Densest")),
    shape: changed(bytes, ({ output }) => {
      const dims = output[0]?.type?.tensorType?.shape?.dim ?? [];
      (dims[1] as onnx.TensorShapeProto.IDimension).dimValue = 7;
    }),
  };
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(folder, `${name}.onnx`);
    writeFileSync(path, content);
    return path;
  });
  const [right, operator, shape, missing] = await checkOnnx([...paths, join(folder, "missing.onnx")]);
  assert.equal(right, undefined);
  assert.match(operator ?? "", /Densest/);
  assert.match(shape ?? "", /shape.*differ/);
  assert.match(missing ?? "", /missing/);
});

test(
  '3D windows with gaps and padding "same" lie where TensorFlow has them, which the cpu backend shifts',
  { skip: whatFails(library) },
  async (t) => {
    const line = tf.input({ shape: [8, 1, 1, 1] });
    const pool = tf.layers.maxPooling3d({ poolSize: 1, strides: [3, 1, 1], padding: "same" });
    const model = tf.model({ inputs: line, outputs: pool.apply(line) as tf.SymbolicTensor });
    t.after(() => discard(model));
    const values = tf.range(0, 8).reshape([1, 8, 1, 1, 1]);

    // SAME of TensorFlow pads by nothing where ⌈8 / 3⌉ windows of 1 lie 3 apart in 8 values.
    const positions = [0, 3, 6];
    assert.notDeepEqual([...(model.predict(values) as tf.Tensor).dataSync()], positions);

    const { InferenceSession, Tensor } = library();
    const session = await InferenceSession.create(await exportOnnx(model));
    t.after(() => session.release());
    const feeds = {
      [session.inputNames[0] as string]: new Tensor(values.dataSync<"float32">(), values.shape),
    };
    const [output] = Object.values(await session.run(feeds));
    assert.deepEqual([...(output?.data as Float32Array)], positions);
  },
);
