import * as tf from "@tensorflow/tfjs";
import { isHere } from "../backend";
import { toHere } from "../snapshot";
import type { Initializer } from "./graph";

/** How a weight's axes lie in ONNX, where TensorFlow has them in another order or number. */
export interface Rearranged {
  /** Another tensor made of the weight, in a tf.tidy; before the rest. It comes with its `dims`. */
  made?: (weight: tf.Tensor) => tf.Tensor;
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
  { made, parts, perm, dims }: Rearranged,
): Omit<Initializer, "name"> {
  const shape = variable.shape as number[];
  const rearranged = dims ?? perm?.map((axis) => shape[axis] as number) ?? shape;
  const values = () => {
    const weight = tf.tidy(() => {
      const read = toHere(variable.read());
      const whole = made ? made(read) : read;
      const here = parts ? inParts(whole, parts) : whole;
      return perm ? tf.transpose(here, [...perm]) : here.clone();
    });
    const values = weight.dataSync<"float32">(); // outside of the tidy, which would look for tensors among the values
    weight.dispose();
    return values;
  };
  if (made ?? parts ?? perm) return { type: "float32", dims: rearranged, values };
  return { type: "float32", dims: rearranged, values, pieces: () => readInPieces(variable.read()) };
}

/** Values read at a time: 4 MiB, which the allocator has again for the next piece. */
const PIECE = 2 ** 20;

function* readInPieces(weight: tf.Tensor): Iterable<Float32Array> {
  if (!isHere(weight)) {
    yield weight.dataSync<"float32">(); // an operation would move it here
    return;
  }
  for (let start = 0; start < weight.size; start += PIECE) {
    const piece = tf.tidy(() => weight.flatten().slice(start, Math.min(PIECE, weight.size - start)));
    const values = piece.dataSync<"float32">();
    piece.dispose();
    yield values;
  }
}

function inParts(weight: tf.Tensor, order: readonly number[]): tf.Tensor {
  const parts = tf.split(weight, order.length, -1);
  return tf.concat(
    order.map((part) => parts[part] as tf.Tensor),
    -1,
  );
}
