import * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import { discard } from "./discard";

export interface Built {
  model: tf.LayersModel;
  /** Disposes the model; one that was there before its function was called, or has a part of such a one, it leaves alone. */
  release: () => void;
}

/**
 * Calls a function that gives a model.
 *
 * @throws as the function does; as `usable` if what it returns is no model, or a disposed one
 */
export function built(build: () => tf.LayersModel): Built {
  const start = nextId();
  const model = build();
  usable(model);
  // A model that looks into an earlier one has that one's outputs; one that goes on from it, its weights.
  const isNew = [...model.outputs, ...model.weights].every(({ id }) => id > start);
  return { model, release: () => isNew && discard(model) };
}

/** TF.js numbers symbolic tensors and weights in the order in which they are made. Without a name it takes none from others. */
function nextId(): number {
  return new tf.SymbolicTensor("float32", [], null as never, [], {}).id;
}
