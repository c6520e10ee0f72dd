import * as tf from "@tensorflow/tfjs";
import { Random } from "./random";

/** What one input of a random model takes. */
export interface InputRecipe {
  /** Without the batch */
  shape: number[];
  /** Of whole numbers from 0 up: how many there are. Other inputs take noise around 0. */
  vocabulary?: number;
  dtype: "float32" | "int32";
  /** The value that fills every third time step or so, for a masking layer to skip. */
  masked?: number;
}

/** The inputs of a model for a batch, on the current backend; another seed draws others. */
export function drawInputs(recipes: readonly InputRecipe[], batch: number, seed: number): tf.Tensor[] {
  const random = new Random(seed);
  return recipes.map(({ shape, vocabulary, dtype, masked }) => {
    const size = tf.util.sizeFromShape(shape);
    const values = Array.from({ length: batch }, () =>
      vocabulary === undefined
        ? withMaskedSteps([...random.values(size, 1.5)], shape, masked, random)
        : Array.from({ length: size }, () => random.whole(0, vocabulary - 1)),
    );
    return tf.tensor(values.flat(), [batch, ...shape], dtype);
  });
}

function withMaskedSteps(
  values: number[],
  [steps = 1]: readonly number[],
  masked: number | undefined,
  random: Random,
): number[] {
  if (masked === undefined) return values;
  const step = values.length / steps;
  for (let i = 0; i < steps; i++) {
    if (random.chance(0.35)) values.fill(masked, i * step, (i + 1) * step);
  }
  return values;
}
