import type * as tf from "@tensorflow/tfjs";
import { keepMask } from "../../layers/keepMask";
import { sfc32 } from "../../layers/random";
import type { Call } from "./call";

/** The values that stay are as they were. */
export function paperDropoutCall(layer: tf.layers.Layer, seed: number): Call {
  const { keepProbability } = layer.getConfig() as { keepProbability: number };
  const generator = sfc32(seed);
  return (x) => x.mul(keepMask(x.shape, { probability: keepProbability, value: 1 }, generator));
}
