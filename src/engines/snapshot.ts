import * as tf from "@tensorflow/tfjs";
import { copyHere, isHere, onBackend } from "./backend";
import { discard } from "./discard";

/**
 * The same network on a backend, independent of the model from then on. Weights that already lie there are shared,
 * not copied: TF.js counts references, and training assigns new tensors, it does not write into old ones.
 */
export function snapshot(model: tf.LayersModel, backend: string): tf.LayersModel {
  // On the cpu backend zeros are pages that nobody touches, so the two networks never take twice the memory.
  const copy = onBackend("cpu", () => rebuild(model));
  try {
    onBackend(backend, () => tf.tidy(() => giveWeights(model, copy)));
  } catch (error) {
    discard(copy);
    throw error;
  }
  return copy;
}

function rebuild(model: tf.LayersModel): tf.LayersModel {
  const kind = model.constructor as tf.serialization.SerializableConstructor<tf.LayersModel>;
  return kind.fromConfig(kind, startingAtZero(model.getConfig()));
}

/** Every initializer replaced by zeros: what it draws would be thrown away, and TF.js draws slowly. */
function startingAtZero<T extends tf.serialization.ConfigDictValue>(config: T): T;
function startingAtZero(config: tf.serialization.ConfigDictValue): tf.serialization.ConfigDictValue {
  if (config === null || typeof config !== "object") return config;
  if (Array.isArray(config)) return config.map((item) => startingAtZero(item));
  const entries = Object.entries(config);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isInitializer(key, value) ? zeros : startingAtZero(value)]),
  );
}

const zeros = { className: "Zeros", config: {} };

function isInitializer(key: string, value: tf.serialization.ConfigDictValue): boolean {
  return key.endsWith("Initializer") && value !== null;
}

/** Layer by layer: a model's own list of weights puts the frozen ones last, and a copy is not frozen. */
function giveWeights(from: tf.LayersModel, to: tf.LayersModel): void {
  from.layers.forEach((layer, i) => {
    const twin = to.layers[i];
    if (layer instanceof tf.LayersModel) {
      giveWeights(layer, twin as tf.LayersModel);
    } else {
      layer.weights.forEach((weight, j) => twin?.weights[j]?.write(toHere(weight.read())));
    }
  });
}

function toHere(weight: tf.Tensor): tf.Tensor {
  // Not a clone, which on wasm is a copy: what takes the tensor shares its memory anyway.
  return isHere(weight) ? weight : copyHere(weight);
}
