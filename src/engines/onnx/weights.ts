import * as tf from "@tensorflow/tfjs";
import { toHere } from "../snapshot";
import type { Initializer } from "./graph";

/** How a weight's axes lie in ONNX, where TensorFlow has them in another order or number. */
export interface Rearranged {
  /** For each axis of the new order, which axis of the weight's it is */
  perm?: readonly number[];
  /** The shape after that */
  dims?: readonly number[];
}

/** A weight that is read when it is written out. */
export function readWeight(
  variable: tf.LayerVariable,
  { perm, dims }: Rearranged,
): Omit<Initializer, "name"> {
  const shape = variable.shape as number[];
  const rearranged = dims ?? perm?.map((axis) => shape[axis] as number) ?? shape;
  const values = () => {
    const weight = tf.tidy(() => {
      const here = toHere(variable.read());
      return perm ? tf.transpose(here, [...perm]) : here.clone();
    });
    const values = weight.dataSync<"float32">(); // outside of the tidy, which would look for tensors among the values
    weight.dispose();
    return values;
  };
  return { type: "float32", dims: rearranged, values };
}
