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
  const declared = {
    type: "float32",
    dims: dims ?? perm?.map((axis) => shape[axis] as number) ?? shape,
  } as const;
  if (!made && !parts && !perm) {
    return {
      ...declared,
      values: () => variable.read().dataSync<"float32">(),
      pieces: () => readInPieces(variable.read()),
    };
  }
  const rearranged = () =>
    tf.tidy(() => {
      const read = toHere(variable.read());
      const whole = made ? made(read) : read;
      const here = parts ? inParts(whole, parts) : whole;
      return perm ? transposed(here, perm) : here;
    });
  return {
    ...declared,
    values: () => {
      const weight = rearranged();
      const values = weight.dataSync<"float32">();
      weight.dispose();
      return values;
    },
    pieces: function* () {
      const weight = rearranged();
      try {
        yield* readInPieces(weight);
      } finally {
        weight.dispose();
      }
    },
  };
}

/** Values read at a time: 4 MiB, which the allocator has again for the next piece. */
const PIECE = 2 ** 20;

function* readInPieces(weight: tf.Tensor): Iterable<Float32Array> {
  // An operation would move values here that lie on another backend, and copy those that TensorFlow has not been given yet.
  if (!isHere(weight) || isInJavaScript(weight)) {
    yield weight.dataSync<"float32">();
    return;
  }
  for (let start = 0; start < weight.size; start += PIECE) {
    const piece = tf.tidy(() => weight.flatten().slice(start, Math.min(PIECE, weight.size - start)));
    const values = piece.dataSync<"float32">();
    piece.dispose();
    yield values;
  }
}

/** TensorFlow's backend keeps the values that JavaScript gave it until an operation takes them. */
function isInJavaScript(weight: tf.Tensor): boolean {
  const { tensorMap } = tf.backend() as unknown as Partial<NodeBackend>;
  return tensorMap?.get(weight.dataId).values != null;
}

/** As far as we look into the backend `tensorflow`. */
interface NodeBackend {
  tensorMap: tf.DataStorage<{ values: tf.backend_util.BackendValues | null }>;
}

/** TensorFlow exchanges two groups of axes, twice, in half the time in which it reverses three. */
function transposed(weight: tf.Tensor, perm: readonly number[]): tf.Tensor {
  const [out, input, ...window] = perm;
  const reverses = window.length > 0 && out === perm.length - 1 && input === perm.length - 2;
  if (!reverses) return tf.transpose(weight, [...perm]);
  const windowLast = tf.transpose(weight, [input, out, ...window]);
  return tf.transpose(windowLast, [1, 0, ...window.map((_, i) => i + 2)]);
}

function inParts(weight: tf.Tensor, order: readonly number[]): tf.Tensor {
  const parts = tf.split(weight, order.length, -1);
  return tf.concat(
    order.map((part) => parts[part] as tf.Tensor),
    -1,
  );
}
