import * as tf from "@tensorflow/tfjs";

/** Throws unless it is a model, it has layers, and its weights are still in memory. */
export function usable(model: tf.LayersModel): void {
  const given: unknown = model; // a cell may hand in anything
  if (!(given instanceof tf.LayersModel)) {
    const way =
      typeof given === "function" ? "call the function that builds it." : "give what tf.model(…) returns.";
    throw new TypeError(`model is no tf.LayersModel but ${given === null ? "null" : typeof given}: ${way}`);
  }
  if (model.outputs.length === 0) {
    throw new Error(`The model "${model.name}" has no layers: add some first.`);
  }
  // TF.js keeps this count to itself; it reaches 0 when dispose() has freed the weights.
  if (model["_refCount"] === 0) {
    throw new Error(
      `The model "${model.name}" is disposed: build it again. (compare and compareTraining dispose what is built for them.)`,
    );
  }
}
