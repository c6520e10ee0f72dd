import * as tf from "@tensorflow/tfjs";
import type { Generator } from "./random";

/** `value` where a draw keeps, each with this probability, and 0 elsewhere. */
export function keepMask(
  shape: number[],
  { probability, value }: { probability: number; value: number },
  generator: Generator,
): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  generator(values, 0.5);
  keep(values, 0.5 - probability, value); // as many draws, uniform on ±0.5, lie above it as are kept
  return tf.tensor(values, shape);
}

/**
 * Puts `value` where a number is not below the limit, and 0 elsewhere: the difference's sign, shifted over all bits, erases
 * the value's. A branch that chance decides would take several times as long as the draw itself.
 */
function keep(values: Float32Array, limit: number, value: number): void {
  const bits = new Int32Array(values.buffer);
  const [valueBits = 0] = new Int32Array(Float32Array.of(value).buffer);
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i] as number) - limit;
    bits[i] = ~((bits[i] as number) >> 31) & valueBits;
  }
}
