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
  const [scaleName = "", zeroPointName = ""] = parameters(name);
  const initializers = [
    constant(scaleName, "float32", [], Float32Array.of(scale)),
    constant(zeroPointName, "uint8", [], Uint8Array.of(zeroPoint)),
  ];
  return { initializers, nodes: [] };
}

/** Rounds a tensor with the scale that goes by the name of `scaledAs`. */
export function roundTrip(name: string, scaledAs: string): Node[] {
  const integers = quantized(name);
  return [
    node("QuantizeLinear", [name, ...parameters(scaledAs)], integers),
    node("DequantizeLinear", [integers, ...parameters(scaledAs)], dequantized(name)),
  ];
}

/** Pads a tensor's integers with what stands for 0: engines have no kernel to put in the place of a pair around it. */
export function pad({ name, inputs, outputs, attributes }: Node, scaledAs: string): Node[] {
  const [input = "", pads = "", , ...axes] = inputs;
  const [output = ""] = outputs;
  const [, zeroPoint = ""] = parameters(scaledAs);
  const padded = quantized(output);
  return [
    { op: "Pad", name, inputs: [quantized(input), pads, zeroPoint, ...axes], outputs: [padded], attributes },
    node("DequantizeLinear", [padded, ...parameters(scaledAs)], dequantized(output)),
  ];
}

function quantized(name: string): string {
  return `${name}/quantized`;
}

function parameters(name: string): string[] {
  return [`${name}/scale`, `${name}/zero_point`];
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
  const [scale = "", zeroPoint = ""] = parameters(name);
  const zeros = integers.type === "int8" ? new Int8Array(scales.length) : new Int32Array(scales.length);
  return {
    initializers: [
      integers,
      constant(scale, "float32", dims, scales),
      constant(zeroPoint, integers.type, dims, zeros),
    ],
    nodes: [node("DequantizeLinear", [integers.name, scale, zeroPoint], dequantized(name), { axis })],
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
