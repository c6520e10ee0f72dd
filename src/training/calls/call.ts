import type * as tf from "@tensorflow/tfjs";

/** What a layer computes while its model trains. */
export type Call = (input: tf.Tensor) => tf.Tensor;
