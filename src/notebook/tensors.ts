import * as tf from "@tensorflow/tfjs";
import { displayClass } from "./display";

/** Values that are shown of each of the last two axes, and of each axis before them. */
const MOST = { row: 10, block: 2 };
const MOST_LETTERS = 50;

/** From now on TensorFlow.js's tensors and variables show their shape, their dtype and their first values. */
export function showTensors(): void {
  displayClass(tf.Tensor, (tensor: tf.Tensor) => ({
    brief: () => title(tensor),
    text: () =>
      tensor.isDisposed || tensor.size === 0 ? title(tensor) : `${title(tensor)}\n${values(tensor)}`,
  }));
  displayClass(tf.SymbolicTensor, (tensor) => {
    const text = () => `SymbolicTensor "${tensor.name}" ${tensor.dtype} ${shapeText(tensor.shape)}`;
    return { brief: text, text };
  });
}

function title(tensor: tf.Tensor): string {
  const kind = tensor instanceof tf.Variable ? `Variable "${tensor.name}"` : "Tensor";
  return `${kind} ${tensor.dtype} ${shapeText(tensor.shape)}${tensor.isDisposed ? ", disposed" : ""}`;
}

function shapeText(shape: tf.Shape): string {
  return `[${shape.map((size) => size ?? "None").join(", ")}]`;
}

/** The first values, in brackets by axis; of a large tensor no others are read. */
function values(tensor: tf.Tensor): string {
  const most = (axis: number) => (axis < tensor.rank - 2 ? MOST.block : MOST.row);
  const shape = tensor.shape.map((size, axis) => Math.min(size, most(axis)));
  const texts = firstTexts(tensor, shape);
  const width = tensor.dtype === "string" ? 0 : Math.max(...texts.map(({ length }) => length));
  let next = 0;

  const bracketed = (axis: number): string => {
    if (axis === shape.length) return (texts[next++] ?? "").padStart(width);
    const items = Array.from({ length: shape[axis] as number }, () => bracketed(axis + 1));
    if (items.length < (tensor.shape[axis] as number)) items.push("…");
    const lines = shape.length - 1 - axis; // between two items of this axis: an empty one between matrices
    return `[${items.join(lines === 0 ? ", " : `,${"\n".repeat(lines)}${" ".repeat(axis + 1)}`)}]`;
  };
  return bracketed(0);
}

/** @param shape of the part at the beginning of each axis that is read */
function firstTexts(tensor: tf.Tensor, shape: number[]): string[] {
  const begin = shape.map(() => 0);
  const isWhole = tf.util.sizeFromShape(shape) === tensor.size; // also a scalar, which cannot be sliced
  const read = (part: tf.Tensor) => (isWhole ? part : tf.slice(part, begin, shape)).dataSync();
  return tf.tidy(() => {
    if (tensor.dtype !== "complex64")
      return Array.from(read(tensor), (value) => valueText(value, tensor.dtype));
    const imaginary = read(tf.imag(tensor));
    return Array.from(read(tf.real(tensor)), (real, i) => complexText(real, imaginary[i] as number));
  });
}

function valueText(value: number | string, dtype: tf.DataType): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > MOST_LETTERS ? `${value.slice(0, MOST_LETTERS)}…` : value);
  }
  return dtype === "bool" ? String(value === 1) : numberText(value);
}

function complexText(real: number, imaginary: number): string {
  return `${numberText(real)} ${imaginary < 0 ? "-" : "+"} ${numberText(Math.abs(imaginary))}i`;
}

/** Five significant digits; float32 has seven. Whole numbers in full. */
function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(5)));
}
