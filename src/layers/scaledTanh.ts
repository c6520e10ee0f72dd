import * as tf from "@tensorflow/tfjs";
import { type LayerConfig, single } from "./customLayer";

/** A: the function's limits are ±A. Its second derivative is largest at ±1. */
export const AMPLITUDE = 1.7159;
/** S: with this slope f(1) = 1 and f(-1) = -1, to within 2e-5. */
export const SLOPE = 2 / 3;

/** f(a) = A tanh(S a), value by value, as a function of tensors. */
export function squash(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => x.mul(SLOPE).tanh().mul(AMPLITUDE));
}

/**
 * LeNet-5's squashing function, f(a) = A tanh(S a) with A = 1.7159 and S = 2/3 (LeCun et al. 1998, equation 6 and
 * appendix A). Values around ±1, which its targets are, stay where it bends most; a plain tanh would have to saturate.
 */
export class ScaledTanh extends tf.layers.Layer {
  static className = "ScaledTanh";

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return squash(single(inputs));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}
tf.serialization.registerClass(ScaledTanh);

/** The layer `ScaledTanh`: any shape → the same. */
export function scaledTanh(config: LayerConfig = {}): ScaledTanh {
  return new ScaledTanh(config);
}
