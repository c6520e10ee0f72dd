import * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { foldable, type Folds } from "./batchNormFolds";
import { snapshot, weightsHere } from "./snapshot";

/**
 * A new model in which batch norms are folded into the layers before them, so that they cost nothing at test time:
 * there a batch norm is a scale and a shift of each channel, and so are a kernel and a bias (Jacob et al. 2018,
 * arXiv:1712.05877, section 3.2).
 *
 *     gamma (kernel * x + bias - mean) / √(variance + epsilon) + beta  =  (s kernel) * x + (s (bias - mean) + beta),
 *     s = gamma / √(variance + epsilon)
 *
 * It folds a batch norm over the channels that directly follows a convolution (plain, grouped, depthwise, separable or
 * transposed) or a dense layer, without an activation between them. The layer keeps its name and gets a bias if it has
 * none; an activation after the batch norm stays the layer that it is. Nested models are folded inside.
 *
 * A batch norm stays, and `summary` shows it, where folding would change what the network computes: after an
 * activation or any other layer; where the convolution's output is used elsewhere too; where either of the two is
 * shared between several inputs. It also stays before a convolution, as in `independentComponents`: the scale could go
 * into the kernel behind, the shift could not, because the zeros that pad the image get none.
 *
 * @returns a model for inference, on the current backend; it shares the other weights' memory with `model`, and each is
 * disposed by itself
 * @throws TypeError if `model` is no tf.LayersModel, Error if it is disposed
 */
export function foldBatchNorm(model: tf.LayersModel): tf.LayersModel {
  usable(model);
  const { config, folds } = foldable(model);
  return snapshot(model, tf.getBackend(), { config, weightsOf: (layer) => foldedWeights(layer, folds) });
}

function foldedWeights(layer: tf.layers.Layer, folds: Folds): tf.Tensor[] {
  const weights = weightsHere(layer);
  const fold = folds.get(layer);
  if (!fold) return weights;
  const [gamma, beta, mean, variance] = statistics(fold.batchNorm);
  const { epsilon } = fold.batchNorm.getConfig() as { epsilon: number };
  const scale = tf.div(gamma, variance.add(epsilon).sqrt());

  const bias = layer.getConfig()["useBias"] === true ? (weights.pop() as tf.Tensor) : 0;
  const kernel = weights.pop() as tf.Tensor; // of a separable convolution's two the one that makes the channels
  const scaled = kernel.mul(scale.reshape(fold.channels(kernel.shape)));
  return [...weights, scaled, tf.sub(bias, mean).mul(scale).add(beta)];
}

/** Gamma, beta, mean and variance of each channel; the first two without weights where `scale` or `center` is false. */
function statistics(batchNorm: tf.layers.Layer): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  const weights = weightsHere(batchNorm);
  const { scale, center } = batchNorm.getConfig();
  const next = () => weights.shift() as tf.Tensor;
  const gamma = scale === true ? next() : tf.scalar(1);
  const beta = center === true ? next() : tf.scalar(0);
  return [gamma, beta, next(), next()];
}
