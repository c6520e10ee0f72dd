import * as tf from "@tensorflow/tfjs";
import { copyHere, isHere, onBackend } from "./backend";
import { discard } from "./discard";

/** In what a copy is to differ from its model. */
interface Changes {
  /** The layers and how they are joined; their names are the model's. */
  config?: tf.serialization.ConfigDict;
  /** The weights of the layer that is a copy of this one, on the current backend */
  weightsOf?: (layer: tf.layers.Layer) => tf.Tensor[];
}

/**
 * The same network on a backend, independent of the model from then on. Weights that already lie there are shared,
 * not copied: TF.js counts references, and training assigns new tensors, it does not write into old ones.
 */
export function snapshot(
  model: tf.LayersModel,
  backend: string,
  { config = model.getConfig(), weightsOf = weightsHere }: Changes = {},
): tf.LayersModel {
  // On the cpu backend zeros are pages that nobody touches, so the two networks never take twice the memory.
  const copy = onBackend("cpu", () => rebuild(model, config));
  try {
    onBackend(backend, () => tf.tidy(() => giveWeights(model, copy, weightsOf)));
  } catch (error) {
    discard(copy);
    throw error;
  }
  return copy;
}

function rebuild(model: tf.LayersModel, config: tf.serialization.ConfigDict): tf.LayersModel {
  const kind = model.constructor as tf.serialization.SerializableConstructor<tf.LayersModel>;
  return kind.fromConfig(kind, startingAtZero(completed(model, config)));
}

/** A model's configuration with what TF.js leaves out: how many kernels a channel a separable convolution has. */
function completed(model: tf.LayersModel, config: tf.serialization.ConfigDict): tf.serialization.ConfigDict {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const entries = config["layers"] as { config: tf.serialization.ConfigDict }[];
  return {
    ...config,
    layers: entries.map((entry) => {
      const layer = layers.get(entry.config["name"] as string);
      if (layer instanceof tf.LayersModel) return { ...entry, config: completed(layer, entry.config) };
      if (layer?.getClassName() !== "SeparableConv2D") return entry;
      const { depthMultiplier } = layer as unknown as { depthMultiplier: number };
      return { ...entry, config: { ...entry.config, depthMultiplier } };
    }),
  };
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
function giveWeights(
  from: tf.LayersModel,
  to: tf.LayersModel,
  weightsOf: (layer: tf.layers.Layer) => tf.Tensor[],
): void {
  const originals = new Map(from.layers.map((layer) => [layer.name, layer]));
  for (const twin of to.layers) {
    const layer = originals.get(twin.name) as tf.layers.Layer;
    if (layer instanceof tf.LayersModel && twin instanceof tf.LayersModel) {
      giveWeights(layer, twin, weightsOf);
    } else {
      weightsOf(layer).forEach((weight, i) => twin.weights[i]?.write(weight));
    }
  }
}

/** A layer's weights on the current backend. */
export function weightsHere({ weights }: tf.layers.Layer): tf.Tensor[] {
  return weights.map((weight) => toHere(weight.read()));
}

/** The weight, or a copy of it, on the current backend. */
export function toHere(weight: tf.Tensor): tf.Tensor {
  // Not a clone, which on wasm is a copy: what takes the tensor shares its memory anyway.
  return isHere(weight) ? weight : copyHere(weight);
}
