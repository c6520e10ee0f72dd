import * as tf from "@tensorflow/tfjs";
import { type Attribute, float, node } from "./nativeOperations";

/**
 * TensorFlow's fused kernels for what TF.js composes of many passes over memory while it trains: TF.js takes four for a
 * ReLU's gradient and about twenty for a batch norm. The results are the same up to rounding. Only for the engine
 * `tensorflow`; the callers see to that.
 */

/** The gradient of a ReLU from its output: `dy` where the output is positive. */
export function reluGradient(dy: tf.Tensor, output: tf.Tensor): tf.Tensor {
  return node().executeSingleOutput("ReluGrad", [float("T")], [dy, output]);
}

/** What a batch tells about each channel. */
export interface BatchStatistics {
  mean: tf.Tensor1D;
  /** Divided by n, not by n - 1. */
  variance: tf.Tensor1D;
}

/**
 * Batch norm with the batch's own statistics, differentiable in `x`, `gamma` and `beta`.
 *
 * @param x [batch, height, width, channels]; `gamma`, `beta` [channels]
 * @param statistics receives mean and variance, which are freed when it returns
 */
export function batchNormInTraining(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
  statistics: (batch: BatchStatistics) => void,
): tf.Tensor4D {
  const perChannel = x.size / x.shape[3];
  const normalize = tf.customGrad((...given) => {
    const [x, gamma, beta, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const computed = tf.tensor1d([]); // empty: the kernel takes the batch's own mean and variance
    const [y, mean, variance, ...reserved] = node().executeMultipleOutputs(
      "FusedBatchNormV3",
      batchNormAttributes(epsilon),
      [x, gamma, beta, computed, computed],
      6,
    ) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, ...tf.Tensor[]];
    statistics({ mean, variance: variance.mul((perChannel - 1) / perChannel) });
    save([x, gamma, ...reserved]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => batchNormGradients(dy, saved, epsilon),
    };
  });
  return normalize(x, gamma, beta);
}

function batchNormGradients(dy: tf.Tensor, saved: tf.Tensor[], epsilon: number): tf.Tensor[] {
  const attributes = batchNormAttributes(epsilon);
  return node()
    .executeMultipleOutputs("FusedBatchNormGradV3", attributes, [dy, ...saved], 5)
    .slice(0, 3);
}

function batchNormAttributes(epsilon: number): Attribute[] {
  const { TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL } = node().binding;
  return [
    float("T"),
    float("U"),
    { name: "epsilon", type: TF_ATTR_FLOAT, value: epsilon },
    { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
    { name: "is_training", type: TF_ATTR_BOOL, value: true },
  ];
}
