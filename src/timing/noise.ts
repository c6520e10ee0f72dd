import * as tf from "@tensorflow/tfjs";
import { imageShape, integer, wholeNumber } from "../arguments/checks";
import { sfc32 } from "../layers/random";

/**
 * An image of random noise, uniform on [0, 1), as a batch of one.
 *
 * @param shape [height, width, channels]
 * @param seed an integer: the same seed draws the same image on every engine and machine
 * @returns [1, height, width, channels], float32, on the current backend
 * @throws TypeError if the shape is not [height, width, channels], RangeError if a size is not a whole number of at least 1
 *   or the seed not an integer
 */
export function noiseImage(shape: readonly [number, number, number], seed = 1): tf.Tensor4D {
  return noise([1, ...imageShape("shape", shape)], seed) as tf.Tensor4D;
}

/** Uniform noise of any shape, the batch first. */
export function noise(shape: readonly number[], seed = 1): tf.Tensor {
  integer("seed", seed);
  shape.forEach((size, axis) => wholeNumber(`shape[${axis}]`, size));
  const values = new Float32Array(tf.util.sizeFromShape([...shape]));
  sfc32(seed)(values, 0.5);
  return tf.tensor(
    values.map((value) => Math.min(value + 0.5, BELOW_ONE)),
    [...shape],
  );
}

/** Noise of that shape from the least value of typical images to their greatest; without these on [0, 1). */
export function noiseLike(typical: tf.Tensor | undefined, shape: readonly number[]): tf.Tensor {
  if (typical === undefined) return noise(shape);
  return tf.tidy(() => {
    const [least, greatest] = [typical.min(), typical.max()];
    return noise(shape).mul(greatest.sub(least)).add(least);
  });
}

/** The largest float32 below 1, to which the numbers next to 1 would round up. */
const BELOW_ONE = 1 - 2 ** -24;
