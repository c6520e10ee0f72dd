import * as tf from "@tensorflow/tfjs";
import { toHere } from "../snapshot";
import type { Initializer } from "./graph";

/** How a weight's axes lie in ONNX, where TensorFlow has them in another order or number. */
export interface Rearranged {
  /** The last axis cut into as many equal parts, in this order; before the rest */
  parts?: readonly number[];
  /** For each axis of the new order, which axis of the weight's it is */
  perm?: readonly number[];
  /** The shape after that */
  dims?: readonly number[];
}

/** A weight that is read when it is written out. */
export function readWeight(
  variable: tf.LayerVariable,
  { parts, perm, dims }: Rearranged,
): Omit<Initializer, "name"> {
  const shape = variable.shape as number[];
  const rearranged = dims ?? perm?.map((axis) => shape[axis] as number) ?? shape;
  const values = () => {
    const weight = tf.tidy(() => {
      const whole = toHere(variable.read());
      const here = parts ? inParts(whole, parts) : whole;
      return perm ? tf.transpose(here, [...perm]) : here.clone();
    });
    const values = weight.dataSync<"float32">(); // outside of the tidy, which would look for tensors among the values
    weight.dispose();
    return values;
  };
  return { type: "float32", dims: rearranged, values };
}

function inParts(weight: tf.Tensor, order: readonly number[]): tf.Tensor {
  const parts = tf.split(weight, order.length, -1);
  return tf.concat(
    order.map((part) => parts[part] as tf.Tensor),
    -1,
  );
}
