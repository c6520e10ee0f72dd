import type * as tf from "@tensorflow/tfjs";
import { hasOneDnnMaxPool, maxPoolInTraining, type PoolingWindows } from "../nativeMaxPool";
import type { Call } from "./call";

export function maxPoolingCall(layer: tf.layers.Layer): Call | undefined {
  const { poolSize, strides, padding, dataFormat } = layer.getConfig() as unknown as Omit<
    PoolingWindows,
    "size"
  > & { poolSize: PoolingWindows["size"]; dataFormat: string };
  if (dataFormat !== "channelsLast" || !hasOneDnnMaxPool()) return undefined;
  return (x) => maxPoolInTraining(x as tf.Tensor4D, { size: poolSize, strides, padding });
}
