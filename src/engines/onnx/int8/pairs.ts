import type { ElementType, Initializer, Node, Values } from "../graph";
import type { Quantization } from "./scales";
import type { QuantizedWeight } from "./weights";

/*
 * The two operators that stand for integers in a graph of real numbers: QuantizeLinear rounds, DequantizeLinear says
 * which real number an integer means. Engines replace what lies between a pair and the next by integer kernels.
 */

/** What is added to a graph. */
export interface Piece {
  initializers: Initializer[];
  nodes: Node[];
}

/** The name of the real numbers that a tensor's integers stand for. */
export function dequantized(name: string): string {
  return `${name}/dequantized`;
}

/** A tensor's scale and zero point. */
export function scalePiece(name: string, { scale, zeroPoint }: Quantization): Piece {
  const initializers = [
    constant(`${name}/scale`, "float32", [], Float32Array.of(scale)),
    constant(`${name}/zero_point`, "uint8", [], Uint8Array.of(zeroPoint)),
  ];
  return { initializers, nodes: [] };
}

/** Rounds a tensor with the scale that goes by the name of `scaledAs`. */
export function roundTrip(name: string, scaledAs: string): Node[] {
  const parameters = [`${scaledAs}/scale`, `${scaledAs}/zero_point`];
  const integers = `${name}/quantized`;
  return [
    node("QuantizeLinear", [name, ...parameters], integers),
    node("DequantizeLinear", [integers, ...parameters], dequantized(name)),
  ];
}

/** A weight of integers, its channels along `axis`. */
export function weightPiece(
  name: string,
  dims: readonly number[],
  axis: number,
  { values, scales }: QuantizedWeight,
): Piece {
  return stored(name, constant(`${name}/int8`, "int8", dims, values), scales, axis);
}

/** A bias of integers, each in a unit of its own. */
export function biasPiece(name: string, values: Int32Array, units: Float32Array): Piece {
  return stored(name, constant(`${name}/int32`, "int32", [values.length], values), units, 0);
}

function stored(name: string, integers: Initializer, scales: Float32Array, axis: number): Piece {
  const dims = [scales.length];
  const parameters = [
    constant(`${name}/scale`, "float32", dims, scales),
    integers.type === "int8"
      ? constant(`${name}/zero_point`, "int8", dims, new Int8Array(scales.length))
      : constant(`${name}/zero_point`, "int32", dims, new Int32Array(scales.length)),
  ];
  const inputs = [integers, ...parameters].map((initializer) => initializer.name);
  return {
    initializers: [integers, ...parameters],
    nodes: [node("DequantizeLinear", inputs, dequantized(name), { axis })],
  };
}

function constant(name: string, type: ElementType, dims: readonly number[], values: Values): Initializer {
  return { name, type, dims, values: () => values };
}

function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Node["attributes"] = {},
): Node {
  return { op, name: `${inputs[0]}/${op}`, inputs, outputs: [output], attributes };
}
