import * as tf from "@tensorflow/tfjs";
import { integer } from "../arguments/checks";
import { single } from "./customLayer";
import { keepMask } from "./keepMask";
import { sfc32, streamSeed } from "./random";

/**
 * `tf.layers.dropout` with masks that the seed and the layer's name decide, a new one at each step. TF.js's own drops the
 * same values at every step if it has a seed, and those of chance if it has none.
 *
 * The class and its configuration stay TF.js's, so a saved model loads without this project, and then drops as TF.js does.
 *
 * @throws RangeError if `seed` is not an integer
 */
export function seededDropout(
  config: Parameters<typeof tf.layers.dropout>[0],
  seed: number,
): tf.layers.Layer {
  const layer = tf.layers.dropout(config);
  const atTest = layer.call.bind(layer);
  const inTraining = droppingCall(layer, streamSeed(integer("seed", seed), layer.name));
  layer.call = (inputs, options) =>
    options["training"] === true ? tf.tidy(() => inTraining(single(inputs))) : atTest(inputs, options);
  return layer;
}

/** What a dropout layer does in training: 1 / (1 - rate) times the values that stay, so that their expected sum does. */
export function droppingCall(layer: tf.layers.Layer, seed: number): (x: tf.Tensor) => tf.Tensor {
  const { rate, noiseShape } = layer.getConfig() as { rate: number; noiseShape?: (number | null)[] };
  const generator = sfc32(seed);
  const stays = { probability: 1 - rate, value: 1 / (1 - rate) };
  return (x) => {
    const shape = x.shape.map((size, axis) => noiseShape?.[axis] ?? size);
    return x.mul(keepMask(shape, stays, generator));
  };
}
