import * as tf from "@tensorflow/tfjs";
import { sum } from "./numbers";
import { sizeOf, type KnownShape } from "./shapes";

/** How many numbers a layer's weights hold, and how many bytes these take. */
export function parameters(weights: tf.LayerVariable[]): { params: number; bytes: number } {
  const size = ({ shape }: tf.LayerVariable) => sizeOf(shape as KnownShape);
  return {
    params: sum(weights, size),
    bytes: sum(weights, (weight) => size(weight) * tf.util.bytesPerElement(weight.dtype)),
  };
}

/**
 * Gives each weight to the first who asks for it: weights that layers or calls share are counted once, and the rows of
 * a table add up to its total.
 */
export function firstOwner(): (weights: tf.LayerVariable[]) => tf.LayerVariable[] {
  const owned = new Set<number>();
  return (weights) =>
    weights.filter(({ id }) => {
      const free = !owned.has(id);
      owned.add(id);
      return free;
    });
}
