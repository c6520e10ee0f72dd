import * as tf from "@tensorflow/tfjs";

/** Keras's ε, which TF.js has too: no probability counts as less, or as nearer to 1. */
const EPSILON = 1e-7;

/**
 * The mean over a batch of `tf.metrics.categoricalCrossentropy`, with the same gradient in half as many operations: in a
 * small network a step's many small ones take longer than its large ones.
 *
 * With each row's sum s, its shares q = p / s and g = -labels / q, 0 where ε limits q, the gradient of a row's loss is
 * (g - Σ g q) / s.
 *
 * @param labels one-hot, [batch, classes]
 * @param probabilities [batch, classes]; they need not sum to 1
 * @returns in nats; differentiable in the probabilities
 */
export function meanCrossEntropy(labels: tf.Tensor2D, probabilities: tf.Tensor2D): tf.Scalar {
  const mean = tf.customGrad((...given) => {
    const [p, save] = given as [tf.Tensor2D, tf.GradSaveFunc];
    const sums = p.sum(-1, true);
    const shares = p.div(sums);
    const limited = shares.clipByValue(EPSILON, 1 - EPSILON);
    save([labels, sums, shares, limited]);
    const weight = -1 / p.shape[0];
    return {
      value: limited.log().mul(labels).sum().mul(weight),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [labels, sums, shares, limited] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const free = shares.equal(limited);
        const slopes = labels.div(limited).mul(free).mul(dy.mul(weight));
        return slopes.sub(slopes.mul(shares).sum(-1, true)).div(sums);
      },
    };
  });
  return mean(probabilities) as tf.Scalar;
}
