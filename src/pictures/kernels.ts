import type * as tf from "@tensorflow/tfjs";
import { connectionsOf, type ConnectionTable } from "../layers/connectionTable";

type Shape = [number, number, number, number];

/** A convolution's kernel of height and width, as it is stored. */
export interface Kernel {
  weights: tf.LayerVariable;
  /** [height, width, channels, filters] */
  shape: Shape;
  /** A partial convolution's. */
  table?: ConnectionTable;
}

/** Undefined if the layer has none. */
export function kernelOf(layer: tf.layers.Layer): Kernel | undefined {
  const { kernel, depthwiseKernel } = layer as tf.layers.Layer &
    Partial<Record<"kernel" | "depthwiseKernel", tf.LayerVariable>>;
  const weights = depthwiseKernel ?? kernel;
  if (!weights || !/Conv2D$/.test(layer.getClassName())) return undefined;
  const [height, width, channels, filters] = weights.shape as Shape;
  const table = layer.getConfig()["table"] as ConnectionTable | undefined;
  if (table) return { weights, shape: [height, width, table.length, table[0]?.length ?? 0], table };
  if (weights.shape.length !== 4) return undefined;
  // A depthwise kernel, [height, width, channels, multiplier], is so many filters of one channel, in the same order.
  return {
    weights,
    shape: depthwiseKernel ? [height, width, 1, channels * filters] : [height, width, channels, filters],
  };
}

/** One filter's weights. */
export interface Filter {
  /** Place by place, at each those for the channels that it sees. */
  weights: Float32Array;
  channels: readonly number[];
}

/** In the order of the maps that they make. */
export function filtersOf({ weights, shape: [, , count, filters], table }: Kernel): Filter[] {
  const values = weights.read().dataSync() as Float32Array;
  if (!table) {
    const channels = Array.from({ length: count }, (_, channel) => channel);
    return Array.from({ length: filters }, (_, i) => ({ weights: everyNth(values, filters, i), channels }));
  }
  const connections = connectionsOf(table); // in the order of a place's weights
  return Array.from({ length: filters }, (_, filter) => ({
    weights: values.filter((_, i) => connections[i % connections.length]?.output === filter),
    channels: connections.filter(({ output }) => output === filter).map(({ input }) => input),
  }));
}

/** A filter's weights for a channel, if it sees it. */
export function channelOf({ weights, channels }: Filter, channel: number): Float32Array | undefined {
  const at = channels.indexOf(channel);
  return at < 0 ? undefined : everyNth(weights, channels.length, at);
}

/** Every so-many-th value, from the offset on. */
function everyNth(values: ArrayLike<number>, step: number, offset: number): Float32Array {
  return Float32Array.from({ length: values.length / step }, (_, i) => values[i * step + offset] as number);
}
