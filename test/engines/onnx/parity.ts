import type * as ort from "onnxruntime-common";
import * as tf from "@tensorflow/tfjs";
import { library } from "../../../src/engines/onnx/library";
import { predict } from "../../support/randomModel";
import { difference } from "../parity";

/** How far an exported model's output may be from TF.js's, as a share of its largest value. */
export const TOLERANCE = 1e-4;

/** One output of a model, by TF.js and by ONNX Runtime. */
export interface Compared {
  name: string;
  shape: number[];
  onnxShape: readonly number[];
  /** max|a - b| / max|a|, NaN where the shapes differ */
  difference: number;
}

/**
 * A model's outputs on the current backend beside those of its export in ONNX Runtime, on the same inputs.
 *
 * @param bytes the exported model
 * @throws Error if ONNX Runtime does not take the model
 */
export async function compareOutputs(
  model: tf.LayersModel,
  bytes: Uint8Array,
  inputs: tf.Tensor[],
): Promise<Compared[]> {
  const given = await runOnnx(bytes, inputs);
  const expected = predict(model, inputs);
  const compared = expected.map((output, i): Compared => {
    const { dims, data } = given[i] as ort.Tensor;
    const same = dims.join() === output.shape.join();
    const values = Float32Array.from(data as Float32Array);
    return {
      name: model.outputNames[i] as string,
      shape: output.shape,
      onnxShape: dims,
      difference: same ? apart(output.dataSync<"float32">(), values) : NaN,
    };
  });
  tf.dispose(expected);
  return compared;
}

/** Outputs that are 0 everywhere may agree, too. */
function apart(expected: Float32Array, given: Float32Array): number {
  return expected.every((value, i) => value === given[i]) ? 0 : difference(expected, given);
}

/** Whether TF.js and ONNX Runtime say the same. (A NaN says no.) */
export function agrees({ difference }: Compared): boolean {
  return difference <= TOLERANCE;
}

/** On one thread, for small models. */
async function runOnnx(bytes: Uint8Array, inputs: tf.Tensor[]): Promise<ort.Tensor[]> {
  const { InferenceSession, Tensor } = library();
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  try {
    const feeds = inputs.map((input, i) => {
      const tensor = new Tensor(input.dtype as "float32", input.dataSync<"float32">(), input.shape);
      return [session.inputNames[i] as string, tensor] as const;
    });
    const outputs = await session.run(Object.fromEntries(feeds));
    return session.outputNames.map((name) => outputs[name] as ort.Tensor);
  } finally {
    await session.release();
  }
}
