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
  const dropped = 0.5 - probability; // as many draws, uniform on ±0.5, lie above it as are kept
  const states = [0, value]; // looked up: a branch that chance decides takes longer than the draw
  for (let i = 0; i < values.length; i++) values[i] = states[+((values[i] as number) >= dropped)] as number;
  return tf.tensor(values, shape);
}
