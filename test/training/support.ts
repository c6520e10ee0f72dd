import * as tf from "@tensorflow/tfjs";
import { engines } from "../../src/engines";

/** For `test`'s option `skip`: why nothing can be trained here, or false. */
export const cannotTrain: string | false = (() => {
  const engine = engines().find(({ name }) => name === "tensorflow");
  return engine?.available === true ? false : `needs the engine "tensorflow": ${engine?.reason}`;
})();

/** keras.io's mnist_convnet with fewer filters, which learns in seconds. */
export function smallNetwork({ dropout = 0, batchNorm = false } = {}): tf.LayersModel {
  const weights = { kernelInitializer: tf.initializers.heNormal({ seed: 1 }) };
  const layers = [
    tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, ...weights }),
    ...(batchNorm ? [tf.layers.batchNormalization({ momentum: 0.9 })] : []),
    tf.layers.reLU(),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu", ...weights }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    ...(dropout > 0 ? [tf.layers.dropout({ rate: dropout })] : []),
    tf.layers.dense({ units: 10, activation: "softmax", ...weights }),
  ];
  return tf.sequential({ layers });
}

/** The same item twice or more often, as different values. */
export function pair<T>(make: () => T): [T, T] {
  return [make(), make()];
}

/** The largest difference between two tensors of one shape, in units of the first one's largest value (of 1 where all are 0). */
export function relativeDifference(expected: tf.Tensor, actual: tf.Tensor): number {
  const [a, b] = [expected.dataSync(), actual.dataSync()];
  if (a.length !== b.length) return Infinity;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] as number) - (b[i] as number)));
    largest = Math.max(largest, Math.abs(a[i] as number));
  }
  return difference / (largest || 1);
}
