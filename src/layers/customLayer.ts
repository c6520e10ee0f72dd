import type * as tf from "@tensorflow/tfjs";

/** The options that every layer takes, such as its name. */
export type LayerConfig = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** The input of a layer that takes one: TF.js hands it over alone or in a list, as it happens. */
export function single(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
}
