import type * as tf from "@tensorflow/tfjs";
import type { Order } from "../operand";

/**
 * The order of axes in which a layer's channels lie behind the batch, as ONNX's operators over images take them: TF.js's own
 * where the layer's dataFormat is channelsFirst.
 */
export function imageOrder({ dataFormat }: tf.serialization.ConfigDict): Order {
  return dataFormat === "channelsFirst" ? "tf" : "channelsFirst";
}

/** The axes of TF.js's between batch and channels. */
export function imageAxes(config: tf.serialization.ConfigDict, rank: number): number[] {
  const first = imageOrder(config) === "tf" ? 2 : 1;
  return Array.from({ length: rank - 2 }, (_, i) => first + i);
}

/** The sizes there; `null` is an open one. */
export function imageSizes(config: tf.serialization.ConfigDict, shape: tf.Shape): tf.Shape {
  return imageAxes(config, shape.length).map((axis) => shape[axis] as number | null);
}
