import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { onBackend } from "../../../../src/engines/backend";
import { translate } from "../../../../src/engines/onnx/translate";
import { localResponseNormalization } from "../../../../src/layers/localResponseNormalization";
import { agree, type Case, onOnnxRuntime } from "./agreement";

const { layers } = tf;
const activation = (name: string) => () => layers.activation({ activation: name as "relu" });

/** The layer on numbers of a type. */
function on(dtype: tf.DataType, shape: number[], make: () => tf.layers.Layer): tf.LayersModel {
  const inputs = tf.input({ shape, dtype });
  return tf.model({ inputs, outputs: make().apply(inputs) as tf.SymbolicTensor });
}

describe("what TF.js rounds of whole numbers is refused:", () => {
  const rounding: Record<string, [shape: number[], make: () => tf.layers.Layer]> = {
    BatchNormalization: [
      [5],
      () => layers.batchNormalization({ betaInitializer: "glorotNormal", epsilon: 0.5 }),
    ],
    "BatchNormalization in TimeDistributed": [
      [3, 5],
      () => layers.timeDistributed({ layer: layers.batchNormalization({ epsilon: 0.5 }) }),
    ],
    LayerNormalization: [[5], () => layers.layerNormalization()],
    LocalResponseNormalization: [[3, 3, 5], () => localResponseNormalization()],
    Conv3D: [[3, 3, 3, 2], () => layers.conv3d({ filters: 2, kernelSize: 2 })],
    "ReLU up to 2.5": [[5], () => layers.reLU({ maxValue: 2.5 })],
    selu: [[5], activation("selu")],
    softplus: [[5], activation("softplus")],
  };
  for (const [name, [shape, make]] of Object.entries(rounding)) {
    test(name, () => {
      onBackend("cpu", () => {
        const model = on("int32", shape, make);
        assert.throws(
          () => translate(model),
          /has an input of type int32, which has no translation to ONNX: TensorFlow\.js rounds .+rescaling/,
        );
        // It does: the same layer makes something else of the same numbers as float32.
        const layer = model.layers[1] as tf.layers.Layer;
        const numbers = tf.range(0, 2 * tf.util.sizeFromShape(shape), 1, "int32").mod(tf.scalar(11, "int32"));
        const whole = numbers.reshape([2, ...shape]);
        const [rounded, exact] = [whole, whole.toFloat()].map((x) => [
          ...(layer.apply(x) as tf.Tensor).dataSync(),
        ]);
        assert.notDeepEqual(rounded, exact);
      });
    });
  }

  test("nothing of it behind a layer that makes them float32", () => {
    const inputs = tf.input({ shape: [5], dtype: "int32" });
    const x = layers.rescaling({ scale: 1 }).apply(inputs) as tf.SymbolicTensor;
    const outputs = layers.batchNormalization().apply(x) as tf.SymbolicTensor;
    assert.doesNotThrow(() => translate(tf.model({ inputs, outputs })));
  });
});

describe("whole numbers in layers that do not round them:", () => {
  const taking: Record<string, [shape: number[], make: () => tf.layers.Layer]> = {
    ...Object.fromEntries(
      ["relu", "relu6", "hardSigmoid", "softsign", "gelu", "gelu_new", "swish"].map((name) => [
        name,
        [[5], activation(name)],
      ]),
    ),
    "ReLU up to 3": [[5], () => layers.reLU({ maxValue: 3 })],
    Dense: [[5], () => layers.dense({ units: 3 })],
    MaxPooling2D: [[4, 4, 2], () => layers.maxPooling2d({ poolSize: 2 })],
    GlobalAveragePooling2D: [[4, 4, 2], () => layers.globalAveragePooling2d({})],
    LSTM: [[4, 2], () => layers.lstm({ units: 3 })],
  };
  agree(
    Object.fromEntries(
      Object.entries(taking).map(([name, [shape, make]]): [string, Case] => [
        name,
        { holding: { vocabulary: 7 }, build: () => on("int32", shape, make) },
      ]),
    ),
  );
});

describe("a number without a row in an Embedding fails, as in TF.js:", () => {
  for (const number of [-1, -6, 6, 100]) {
    test(String(number), async () => {
      const model = on("int32", [2], () => layers.embedding({ inputDim: 6, outputDim: 3, name: "words" }));
      const numbers = tf.tensor2d([[0, number]], [1, 2], "int32");
      assert.throws(() => onBackend("cpu", () => model.predict(numbers)), /is not in \[0, 5\]/);
      await assert.rejects(
        onOnnxRuntime(model, [numbers]),
        /Gather node\. Name:'words\/Gather'.+out of data bounds/,
      );
    });
  }
});
