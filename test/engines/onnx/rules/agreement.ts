import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import type * as ort from "onnxruntime-common";
import { onBackend } from "../../../../src/engines/backend";
import { discard } from "../../../../src/engines/discard";
import { exportOnnx } from "../../../../src/engines/onnx/exportOnnx";
import { library } from "../../../../src/engines/onnx/library";
import { noTensorflow } from "../../../support/engines";
import { drawInputs, type InputRecipe } from "../../../support/random/inputs";
import { Random } from "../../../support/random/random";
import { drawWeights } from "../../../support/random/weights";
import { difference } from "../../parity";

/** By design.md's rule: max|a - b| / max|a| */
const TOLERANCE = 1e-4;

/** A network by name. */
export interface Case {
  build: () => tf.LayersModel;
  /** What sizes that it leaves open (`null`) are at the test */
  size?: number;
  /** Whose word counts; "cpu" unless its kernels are known to be wrong there */
  oracle?: "cpu" | "tensorflow";
  /** What inputs that are no noise hold */
  holding?: Pick<InputRecipe, "vocabulary" | "masked">;
}

/** The layers one after the other, on inputs of the shape (without the batch). */
export function chain(shape: (number | null)[], ...layers: tf.layers.Layer[]): tf.LayersModel {
  const inputs = tf.input({ shape });
  return tf.model({
    inputs,
    outputs: layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, inputs),
  });
}

/** One test a case: the oracle and ONNX Runtime, from the exported bytes, give the same numbers. */
export function agree(cases: Readonly<Record<string, (() => tf.LayersModel) | Case>>): void {
  for (const [name, entry] of Object.entries(cases)) {
    const { build, ...given } = typeof entry === "function" ? { build: entry } : entry;
    const { oracle = "cpu" } = given;
    test(name, { skip: oracle === "tensorflow" && noTensorflow }, async () => {
      const model = onBackend(oracle, build);
      try {
        await assertAgreement(model, given);
      } finally {
        discard(model);
      }
    });
  }
}

/** First shows that the comparison can fail: other inputs, and other weights, must move every output by more than 1e-2. */
async function assertAgreement(
  model: tf.LayersModel,
  { size = 11, oracle = "cpu", holding }: Omit<Case, "build">,
): Promise<void> {
  const recipes = model.inputs.map(({ shape, dtype }) => ({
    shape: shape.slice(1).map((given) => given ?? size),
    dtype: dtype as "float32",
    ...holding,
  }));
  const draw = (seed: number) => onBackend(oracle, () => drawInputs(recipes, 2, seed));
  const settle = (seed: number) => onBackend(oracle, () => drawWeights(model, new Random(seed), inputs));
  const inputs = draw(1);
  const others = draw(2);

  settle(2);
  const withOtherWeights = outputsOf(model, inputs, oracle);
  settle(1);
  const expected = outputsOf(model, inputs, oracle);
  const ofOthers = outputsOf(model, others, oracle);
  const actual = await onOnnxRuntime(model, inputs);
  tf.dispose([inputs, others]);

  expected.forEach(({ shape, values }, i) => {
    const moved = difference(values, valuesOf(ofOthers, i));
    assert.ok(moved > 1e-2, `other inputs move output ${i} by ${moved} only`);
    const changed = difference(values, valuesOf(withOtherWeights, i));
    const weightless =
      model.weights.length === 0 || model.inputs.includes(model.outputs[i] as tf.SymbolicTensor);
    assert.ok(weightless || changed > 1e-2, `other weights move output ${i} by ${changed} only`);
    assert.deepEqual(actual[i]?.shape, shape);
    const apart = difference(values, valuesOf(actual, i));
    assert.ok(apart <= TOLERANCE, `output ${i} is ${apart} apart`);
  });
}

interface Output {
  shape: readonly number[];
  values: Float32Array;
}

function valuesOf(outputs: Output[], i: number): Float32Array {
  return (outputs[i] as Output).values;
}

function outputsOf(model: tf.LayersModel, inputs: tf.Tensor[], backend: string): Output[] {
  const run = () => {
    const outputs = [tf.tidy(() => model.predict(inputs))].flat();
    const read = outputs.map((output) => ({ shape: output.shape, values: output.dataSync<"float32">() }));
    tf.dispose(outputs);
    return read;
  };
  return onBackend(backend, run);
}

export async function onOnnxRuntime(model: tf.LayersModel, inputs: tf.Tensor[]): Promise<Output[]> {
  const { InferenceSession, Tensor } = library();
  const session = await InferenceSession.create(await exportOnnx(model), { intraOpNumThreads: 1 });
  const feeds = inputs.map((input, i) => [
    session.inputNames[i],
    new Tensor(input.dtype as "float32", input.dataSync<"float32">(), input.shape),
  ]);
  const outputs = await session.run(Object.fromEntries(feeds) as Feeds);
  const read = session.outputNames.map((name) => {
    const { dims, data } = outputs[name] as ort.Tensor;
    return { shape: [...dims], values: data as Float32Array };
  });
  await session.release();
  return read;
}

type Feeds = Parameters<ort.InferenceSession["run"]>[0];
