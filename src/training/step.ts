import * as tf from "@tensorflow/tfjs";
import { meanCrossEntropy } from "./crossEntropy";
import type { LabelledImages } from "./data";

/** Means over a batch, before its step. */
export interface StepResult {
  loss: number;
  accuracy: number;
}

export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights
    .map((weight) => weight.read())
    .filter((value): value is tf.Variable => value instanceof tf.Variable);
}

/** One step of gradient descent. @param descend moves the weights, given a gradient for each */
export function step(
  model: tf.LayersModel,
  weights: tf.Variable[],
  { images, labels }: LabelledImages,
  descend: (gradients: tf.Tensor[]) => void,
): StepResult {
  return tf.tidy(() => {
    let accuracy = NaN;
    const { value, grads } = tf.variableGrads(() => {
      const probabilities = model.apply(images, { training: true }) as tf.Tensor2D;
      accuracy = scalar(tf.metrics.categoricalAccuracy(labels, probabilities).mean());
      return tf.addN([meanCrossEntropy(labels, probabilities), ...model.calculateLosses()]);
    }, weights);
    descend(weights.map((weight) => grads[weight.name] as tf.Tensor));
    return { loss: scalar(value), accuracy };
  });
}

function scalar(tensor: tf.Tensor): number {
  return tensor.dataSync()[0] as number;
}
