import * as tf from "@tensorflow/tfjs";
import type { Initializer } from "./initializers";

/** What `tf.layers` takes where it wants an initializer: an object, a name or a saved configuration. */
export type InitializerIdentifier = Parameters<typeof tf.layers.dense>[0]["kernelInitializer"];

/** The initializer that is meant. TF.js finds it inside its layers only, so one that is never built looks it up. */
export function anyInitializer(identifier: InitializerIdentifier): Initializer {
  const layer = tf.layers.dense({ name: "unbuilt", units: 1, kernelInitializer: identifier });
  return (layer as unknown as { kernelInitializer: Initializer }).kernelInitializer;
}

/** What a layer's configuration keeps of an initializer. */
export function initializerConfig(initializer: Initializer): tf.serialization.ConfigDict {
  return { className: initializer.getClassName(), config: initializer.getConfig() };
}
