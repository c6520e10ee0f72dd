import * as tf from "@tensorflow/tfjs";

/**
 * TensorFlow's own operations by name, for what TF.js has no function for. Only where the engine `tensorflow` computes;
 * the callers see to that.
 */

/** The backend of the package tfjs-node, as far as we call it. */
interface NodeBackend {
  binding: Record<"TF_FLOAT" | `TF_ATTR_${"TYPE" | "SHAPE" | "FLOAT" | "INT" | "STRING" | "BOOL"}`, number>;
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

/** A name by which TensorFlow makes a variable that is freed with the last tensor that stands for it. */
const ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/**
 * One of TensorFlow's own variables, of float32, which its optimizers change in place. The tensor stands for it: it is an
 * input of operations and holds no values.
 */
export function anonymousVariable(shape: number[]): tf.Tensor {
  const { TF_ATTR_SHAPE, TF_ATTR_STRING } = node().binding;
  const attributes = [
    float("dtype"),
    { name: "shape", type: TF_ATTR_SHAPE, value: shape },
    { name: "shared_name", type: TF_ATTR_STRING, value: ANONYMOUS },
  ];
  return node().executeSingleOutput("VarHandleOp", attributes, []);
}

/** Gives the variable a tensor's values. Nothing is copied before one of the two changes. */
export function assignVariable(variable: tf.Tensor, values: tf.Tensor): void {
  node().executeMultipleOutputs("AssignVariableOp", [float("dtype")], [variable, values], 0);
}

/** The variable's values; later changes leave them as they are. */
export function readVariable(variable: tf.Tensor): tf.Tensor {
  return node().executeSingleOutput("ReadVariableOp", [float("dtype")], [variable]);
}
