import type * as tf from "@tensorflow/tfjs";
import { keepMask } from "../../layers/keepMask";
import { sfc32 } from "../../layers/random";
import type { Call } from "./call";

/** 1 / (1 - rate) for the values that stay, so that their expected sum stays the same. */
export function dropoutCall(layer: tf.layers.Layer, seed: number): Call {
  const { rate, noiseShape } = layer.getConfig() as { rate: number; noiseShape?: (number | null)[] };
  const generator = sfc32(seed);
  const stays = { probability: 1 - rate, value: 1 / (1 - rate) };
  return (x) => {
    const shape = x.shape.map((size, axis) => noiseShape?.[axis] ?? size);
    return x.mul(keepMask(shape, stays, generator));
  };
}

/** The values that stay are as they were. */
export function paperDropoutCall(layer: tf.layers.Layer, seed: number): Call {
  const { keepProbability } = layer.getConfig() as { keepProbability: number };
  const generator = sfc32(seed);
  return (x) => x.mul(keepMask(x.shape, { probability: keepProbability, value: 1 }, generator));
}
