import type * as tf from "@tensorflow/tfjs";

type Config = tf.serialization.ConfigDict;

const always = () => true;

/**
 * What TF.js computes in the type of its input: of int32 and bool it makes rounded values, where the others make float32, whole
 * numbers again (ReLU, max pooling), or fail.
 */
const rounding: Readonly<Partial<Record<string, (config: Config) => boolean>>> = {
  Activation: ({ activation }) => ["logSoftmax", "selu", "softplus"].includes(activation as string),
  BatchNormalization: always,
  Conv3D: always,
  LayerNormalization: always,
  LocalResponseNormalization: always,
  ReLU: ({ maxValue }) => maxValue != null && !Number.isInteger(maxValue),
};

/** Whether TF.js rounds what such a layer makes of whole numbers. */
export function roundsWholeNumbers(layer: tf.layers.Layer): boolean {
  return rounding[layer.getClassName()]?.(layer.getConfig()) ?? false;
}
