import type * as tf from "@tensorflow/tfjs";

/*
 * An ONNX model as plain data (github.com/onnx/onnx, docs/IR.md): nodes in an order in which they can run, joined by the
 * names of the tensors between them. Weights are read when they are written out, one at a time.
 */

export type ElementType = "float32" | "int32" | "int64" | "uint8" | "int8" | "bool";

/** What holds the values of a constant: bool as bytes of 0 and 1. */
export type Values = Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

export type Attribute =
  number | string | readonly number[] | readonly string[] | Float | { type: ElementType } | { graph: Graph };
export type Attributes = Readonly<Record<string, Attribute | undefined>>;

/** A number that ONNX declares as a float: a plain number is an integer there. */
export interface Float {
  float: number | readonly number[];
}

export function float(value: number | readonly number[]): Float {
  return { float: value };
}

export interface Node {
  op: string;
  /** "" is ONNX's own operators. */
  domain?: string;
  name: string;
  /** Names of tensors; "" for an input left out. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Attributes;
}

/** A weight or another constant. */
export interface Initializer {
  name: string;
  type: ElementType;
  dims: readonly number[];
  /** Reads the values, in row-major order. The caller may keep them. */
  values: () => Values;
  /** Reads them bit by bit, where that saves memory. */
  pieces?: () => Iterable<Values>;
}

/** An input or output of the whole graph; an open size (`null`) stays open. */
export interface TensorInfo {
  name: string;
  type: ElementType;
  shape: tf.Shape;
}

/** The model's, or one that a node runs, such as the body of a loop: that sees the names around it too. */
export interface Graph {
  name: string;
  nodes: Node[];
  initializers: Initializer[];
  inputs: TensorInfo[];
  outputs: TensorInfo[];
}

export const bytesPerValue: Readonly<Record<ElementType, number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  uint8: 1,
  int8: 1,
  bool: 1,
};

/** The bytes of a constant's values. */
export function bytesOf({ type, dims }: Initializer): number {
  return dims.reduce((product, size) => product * size, bytesPerValue[type]);
}

/** A constant's values, bit by bit where that saves memory. */
export function piecesOf({ pieces, values }: Initializer): Iterable<Values> {
  return pieces?.() ?? [values()];
}
