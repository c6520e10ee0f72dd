import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { digitAlexNet } from "../../../src/architectures/digitNetworks";
import { load, type LoadOptions } from "../../../src/engines";
import { exportOnnx } from "../../../src/engines/onnx/exportOnnx";
import { library } from "../../../src/engines/onnx/library";
import { noise } from "../../../src/timing/noise";
import { fit } from "../../../src/training/fit";
import { mnist } from "../../../src/training/mnist";
import { available, noTensorflow } from "../../support/engines";
import { difference } from "../parity";

const skip = available.includes("onnxruntime") ? false : "onnxruntime-node is not installed";

function smallNetwork(): tf.LayersModel {
  const { layers } = tf;
  return tf.sequential({
    name: "small",
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3], activation: "relu" }),
      layers.batchNormalization({ betaInitializer: "ones" }), // behind an activation: it is not folded away
      layers.flatten(),
      layers.dense({ units: 5 }),
    ],
  });
}

async function outputOf(
  model: tf.LayersModel,
  images: tf.Tensor,
  options: LoadOptions,
): Promise<Float32Array> {
  const session = await load(model, { engine: "onnxruntime", ...options });
  const output = await session.predict(images);
  const values = output.dataSync<"float32">();
  output.dispose();
  await session.dispose();
  return values;
}

describe('load(model, { precision: "int8" })', { skip }, () => {
  test("asks for images to calibrate with that the network takes, of finite numbers", async () => {
    const model = smallNetwork();
    const loaded = (calibration?: unknown, more: object = {}) =>
      load(model, { precision: "int8", calibration: calibration as tf.Tensor, ...more });
    await assert.rejects(loaded(), /^TypeError: calibration is undefined.*typical images.*\[n, 8, 8, 3\]/);
    await assert.rejects(loaded([1]), /^TypeError: calibration: images are not a tensor/);
    await assert.rejects(
      loaded(tf.zeros([2, 9, 8, 3])),
      /^RangeError: calibration: .*\[2, 9, 8, 3\].*\[n, 8, 8, 3\]/,
    );
    await assert.rejects(loaded(tf.zeros([0, 8, 8, 3])), /^RangeError: calibration: /);
    await assert.rejects(loaded(tf.zeros([1, 8, 8, 3], "int32")), /^TypeError: calibration: .*int32/);
    await assert.rejects(loaded(tf.fill([1, 8, 8, 3], NaN)), /^RangeError: calibration holds the value NaN/);
  });

  test("names the tensor that overflows", async () => {
    const convolution = tf.layers.conv2d({ name: "huge", filters: 1, kernelSize: 1, inputShape: [2, 2, 1] });
    const model = tf.sequential({ layers: [convolution] });
    model.setWeights([tf.fill([1, 1, 1, 1], 3e38), tf.tensor1d([0])]);
    const loading = load(model, { precision: "int8", calibration: tf.fill([1, 2, 2, 1], 10) });
    await assert.rejects(loading, /^Error: The network's tensor "huge\/Conv:0" goes from .*Infinity/);
  });

  test("refuses what does not go together with it, with the way out", async () => {
    const model = smallNetwork();
    const calibration = tf.zeros([1, 8, 8, 3]);
    const int8 = { precision: "int8", calibration } as const;
    await assert.rejects(load(model, { ...int8, optimize: false }), /^RangeError: optimize is false.*int8/);
    await assert.rejects(
      load(model, { calibration, engine: "onnxruntime" }),
      /^RangeError: calibration is given/,
    );
    await assert.rejects(
      load(model, { ...int8, engine: "cpu" }),
      /^RangeError: precision is "int8".*"onnxruntime"/,
    );
    const int4 = { ...int8, precision: "int4" as "int8" };
    await assert.rejects(
      load(model, int4),
      /^RangeError: precision is "int4": it must be one of "float32", "int8"/,
    );
  });

  test("is a snapshot, as every session", async () => {
    const model = smallNetwork();
    const calibration = noise([4, 8, 8, 3]);
    const loading = load(model, { precision: "int8", calibration });
    const images = calibration.slice(0, 1);
    const expected = model.predict(images) as tf.Tensor;
    model.dispose(); // while it still calibrates
    calibration.dispose();
    const session = await loading;
    const output = await session.predict(images);
    const apart = difference(expected.dataSync<"float32">(), output.dataSync<"float32">());
    assert.ok(apart > 0 && apart < 0.05, `${apart}`);
    await session.dispose();
  });

  test("takes a separable convolution of several kernels a channel, its batch norm folded", async () => {
    const { layers } = tf;
    const model = tf.sequential({
      layers: [
        layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 3, inputShape: [8, 8, 2] }),
        layers.batchNormalization({ betaInitializer: "randomUniform", gammaInitializer: "randomUniform" }),
        layers.flatten(),
      ],
    });
    const calibration = noise([3, 8, 8, 2]);
    const int8 = await outputOf(model, calibration, { precision: "int8", calibration });
    const apart = difference(await outputOf(model, calibration, {}), int8);
    assert.ok(apart > 0 && apart < 0.05, `${apart}`);
  });

  test("leaves no tensor behind, after an error neither", async () => {
    const model = smallNetwork();
    const before = tf.memory().numTensors;
    const calibration = noise([2, 8, 8, 3]);
    await outputOf(model, calibration, { precision: "int8", calibration });
    await assert.rejects(load(model, { precision: "int8", calibration, threads: 0 }));
    calibration.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  test("takes a quarter of the memory, and tells", async () => {
    const model = digitAlexNet();
    const calibration = noise([1, 32, 32, 1]);
    const sessions = [
      await load(model, { engine: "onnxruntime" }),
      await load(model, { precision: "int8", calibration }),
    ];
    const [float32, int8] = sessions.map(({ bytes }) => bytes) as [number, number];
    assert.ok(float32 >= 4 * model.countParams() && float32 < 4 * model.countParams() + 1000);
    assert.ok(int8 / float32 > 0.25 && int8 / float32 < 0.27, `${int8 / float32}`);
    await assert.rejects((sessions[1] as (typeof sessions)[0]).profile(calibration), /"int8".*float32/);
    for (const session of sessions) await session.dispose();
  });

  test("a model whose batch is fixed is calibrated in batches of that size", async () => {
    const input = tf.input({ batchShape: [2, 8, 8, 3] });
    const convolution = tf.layers.conv2d({ filters: 2, kernelSize: 3 });
    const model = tf.model({ inputs: input, outputs: convolution.apply(input) as tf.SymbolicTensor });
    const calibration = noise([2, 8, 8, 3]);
    const int8 = await outputOf(model, calibration, { precision: "int8", calibration });
    assert.ok(difference(await outputOf(model, calibration, {}), int8) < 0.02);
  });
});

const noTraining = skip || (noTensorflow ?? false);

test(
  "a network that has learnt digits names nearly all of them as before",
  { skip: noTraining },
  async () => {
    const digits = mnist({ train: 4000, test: 1000, size: 32 });
    const model = digitAlexNet({ batchNorm: true });
    await fit(model, digits.train, { epochs: 3 });
    const calibration = digits.train.images.slice(0, 50);
    const float32 = await outputOf(model, digits.test.images, {});
    const int8 = await outputOf(model, digits.test.images, { precision: "int8", calibration });

    const named = (values: Float32Array) =>
      tf.tidy(() => tf.tensor(values, [1000, 10]).argMax(-1).dataSync());
    const truth = tf.tidy(() => digits.test.labels.argMax(-1).dataSync());
    const right = (values: Float32Array) => named(values).filter((digit, i) => digit === truth[i]).length;
    assert.ok(right(float32) > 900, `it has learnt: ${right(float32)} of 1000`);
    assert.ok(Math.abs(right(float32) - right(int8)) <= 10, `${right(float32)}, ${right(int8)}`);
    const apart = difference(float32, int8);
    assert.ok(apart > 1e-4, "these are the same numbers: nothing was quantized");
    digits.dispose();
    model.dispose();
  },
);

test("exportOnnx writes the network in int8, which answers as the session does", { skip }, async () => {
  const model = smallNetwork();
  const calibration = noise([3, 8, 8, 3]);
  const options = { precision: "int8", calibration } as const;
  const bytes = await exportOnnx(model, undefined, options);
  const { InferenceSession, Tensor } = library();
  const session = await InferenceSession.create(bytes);
  const input = new Tensor("float32", calibration.dataSync<"float32">(), calibration.shape);
  const [output] = Object.values(await session.run({ [session.inputNames[0] as string]: input }));
  assert.deepEqual(output?.data, await outputOf(model, calibration, options));
  await session.release();
  await assert.rejects(
    exportOnnx(model, undefined, { precision: "int8" }),
    /^TypeError: calibration is undefined/,
  );
});
