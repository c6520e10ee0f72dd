import * as tf from "@tensorflow/tfjs";

/**
 * TensorFlow's own operations by name, for what TF.js has no function for. Only where the engine `tensorflow` computes;
 * the callers see to that.
 */

/** The backend of the package tfjs-node, as far as we call it. */
interface NodeBackend {
  binding: Record<"TF_FLOAT" | `TF_ATTR_${"TYPE" | "FLOAT" | "INT" | "STRING" | "BOOL"}`, number>;
  isUsingGpuDevice: boolean;
  executeSingleOutput(operation: string, attributes: Attribute[], inputs: tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(
    operation: string,
    attributes: Attribute[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

export interface Attribute {
  name: string;
  type: number;
  value: unknown;
}

export function node(): NodeBackend {
  return tf.backend() as unknown as NodeBackend;
}

/** That the operation's type `name` is float32. */
export function float(name: string): Attribute {
  const { TF_ATTR_TYPE, TF_FLOAT } = node().binding;
  return { name, type: TF_ATTR_TYPE, value: TF_FLOAT };
}
