import * as tf from "@tensorflow/tfjs";

/** What `model.compile` takes as `loss`. */
type Loss = (labels: tf.Tensor, distances: tf.Tensor) => tf.Tensor;

/**
 * LeNet-5's first loss (LeCun et al. 1998, equation 8): the distance to the right class's target, which is the squared
 * error of F6's 84 values. It only pulls towards that target, and so needs targets that stay where they are.
 *
 * @param labels one-hot, [batch, classes]
 * @param distances the network's output, [batch, classes]
 * @returns a number for each image, [batch]
 */
export const leNet5Mse: Loss = (labels, distances) => tf.tidy(() => labels.mul(distances).sum(-1));

/**
 * LeNet-5's second loss (LeCun et al. 1998, equation 9): besides pulling towards the right target it pushes the other
 * classes away,
 *
 *     y[right] + log(exp(-j) + sum over the classes i of exp(-y[i]))
 *
 * which is the cross-entropy of a softmax over -y that has one more class, "none of these", always at distance j.
 *
 * @param j the distance beyond which a class need not be pushed further; the paper gives none. Of our
 *   targets the nearest two are 40 apart, half of the pairs over 120
 * @throws RangeError if `j` is not above 0
 */
export function leNet5Map(j: number): Loss {
  if (!(j > 0 && j < Infinity)) {
    throw new RangeError(`j is ${j}: it must be a distance above 0, such as 10.`);
  }
  return (labels, distances) =>
    tf.tidy(() => {
      const none = tf.fill([distances.shape[0], 1], -j);
      return leNet5Mse(labels, distances).add(tf.concat([distances.neg(), none], 1).logSumExp(1));
    });
}
