import type * as tf from "@tensorflow/tfjs";

/**
 * Disposes a model that nobody else holds a part of. TF.js's `dispose` alone keeps the weights of nested models: it
 * counts the variable that once held the nested model as one more owner.
 */
export function discard(model: tf.LayersModel): void {
  const variables = model.weights.map((weight) => weight.read());
  model.dispose();
  for (const variable of variables) {
    if (!variable.isDisposed) variable.dispose(); // a second time it would take away someone else's reference
  }
}
