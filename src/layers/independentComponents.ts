import * as tf from "@tensorflow/tfjs";
import { dropRate } from "../arguments/checks";
import { seededDropout } from "./seededDropout";

/**
 * The independent-components layer of Chen et al. 2019 (arXiv:1905.05928, section 3): batch normalization, then dropout.
 * It stands before a layer with weights and makes that layer's inputs less dependent on each other. At test time its
 * batch norm remains: it has no layer with weights before it to fold into (`foldBatchNorm`).
 *
 * @param x any shape [batch, …, channels]; the result has the same
 * @param rate share of the values that dropout sets to zero in training, 0 <= rate < 1
 * @param seed decides what dropout sets to zero, step by step; `fit` takes its own seed instead
 * @throws TypeError if `x` is not the output of a layer or a tf.input, RangeError if `rate` is outside [0, 1) or `seed` is
 *   not an integer
 */
export function independentComponents(x: tf.SymbolicTensor, rate: number, seed = 1): tf.SymbolicTensor {
  if (!(x instanceof tf.SymbolicTensor)) {
    throw new TypeError(
      "x is not a symbolic tensor: it must be what tf.input(…) or a layer's apply(…) returns in a model. " +
        "This is a function, not a layer with a config: x = independentComponents(x, 0.5).",
    );
  }
  const dropout = seededDropout({ rate: dropRate("rate", rate) }, seed);
  return dropout.apply(tf.layers.batchNormalization().apply(x)) as tf.SymbolicTensor;
}
