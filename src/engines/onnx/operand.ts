import type * as tf from "@tensorflow/tfjs";

/**
 * How a tensor's axes lie in the graph: as TensorFlow.js has them, or with the last one, the channels, behind the batch.
 * ONNX's convolutions and poolings take the latter.
 */
export type Order = "tf" | "channelsFirst";

/** A tensor of the model. In the graph it has a name for each order in which it was made or asked for. */
export interface Operand {
  /** As TF.js has it; an open size is `null`. */
  readonly shape: tf.Shape;
  readonly dtype: tf.DataType;
  readonly names: Partial<Record<Order, string>>;
}

/** A tensor that a node has just made. */
export function operand(
  name: string,
  shape: tf.Shape,
  order: Order,
  dtype: tf.DataType = "float32",
): Operand {
  // Up to two axes there is nothing to reorder: a channel is behind the batch in any case.
  const names = shape.length > 2 ? { [order]: name } : { tf: name, channelsFirst: name };
  return { shape, dtype, names };
}

/** The order that the tensor lies in already, best the one for convolutions. */
export function orderOf({ names }: Operand): Order {
  return names.channelsFirst === undefined ? "tf" : "channelsFirst";
}

/** For each axis of the order, which axis of TF.js's it is. */
export function axesOf(order: Order, rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return order === "tf" || rank < 3 ? axes : [0, rank - 1, ...axes.slice(1, -1)];
}

/** Where an axis of TF.js's (from the end if negative) lies in the order. */
export function axisIn(order: Order, axis: number, rank: number): number {
  return axesOf(order, rank).indexOf((axis + rank) % rank);
}

/** A list with an entry for each axis of TF.js's, in the order's. */
export function inOrder<T>(order: Order, perAxis: readonly T[]): T[] {
  return axesOf(order, perAxis.length).map((axis) => perAxis[axis] as T);
}
