import * as tf from "@tensorflow/tfjs";
import { batchNormInTraining } from "../nativeKernels";
import type { Call } from "./call";

/** TF.js's layer with what its type keeps to itself; gamma and beta are absent where `scale` or `center` is false. */
interface BatchNormLayer extends tf.layers.Layer {
  gamma: tf.LayerVariable | null | undefined;
  beta: tf.LayerVariable | null | undefined;
  movingMean: tf.LayerVariable;
  movingVariance: tf.LayerVariable;
}

export function batchNormCall(given: tf.layers.Layer): Call | undefined {
  const layer = given as BatchNormLayer;
  const { axis, momentum, epsilon } = layer.getConfig() as {
    axis: number;
    momentum: number;
    epsilon: number;
  };
  const rank = layer.outputShape.length;
  if (axis !== -1 && axis !== rank - 1) return undefined; // the kernel takes channels last
  const follow = (moving: tf.LayerVariable, batch: tf.Tensor) =>
    moving.write(
      moving
        .read()
        .mul(momentum)
        .add(batch.mul(1 - momentum)),
    );

  return (x) => {
    const channels = x.shape[x.rank - 1] as number;
    const flat = x.reshape<tf.Tensor4D>([-1, 1, 1, channels]);
    const gamma = (layer.gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
    const beta = (layer.beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
    const y = batchNormInTraining(flat, gamma, beta, epsilon, ({ mean, variance }) => {
      follow(layer.movingMean, mean);
      follow(layer.movingVariance, variance);
    });
    return y.reshape(x.shape);
  };
}
