import type * as tf from "@tensorflow/tfjs";
import { textWidth } from "../charts/textMetrics";
import type { NetworkBox } from "./network";

/** One line of text in a box. */
export interface BoxLine {
  text: string;
  role: "operation" | "more" | "shape";
}

/** Pixels by which a box grows with each doubling of its channels. */
export const PER_DOUBLING = 8;

export const BOX = { font: 11, smallFont: 10, line: 13, padding: { x: 9, y: 4 } };

/** The operation, what is folded into its box, and the output shape. */
export function boxLines({ operations, outputShape, isOutput }: NetworkBox): BoxLine[] {
  const [operation = "", ...more] = operations;
  const shape = sizesText(outputShape);
  return [
    { text: operation, role: "operation" },
    ...(more.length > 0 ? [{ text: more.join(" · "), role: "more" } as const] : []),
    { text: isOutput ? `${shape} → output` : shape, role: "shape" },
  ];
}

/** `28×28×192`; open sizes as Keras writes them. */
export function sizesText(shape: tf.Shape | tf.Shape[]): string {
  if (shape.some(Array.isArray)) return (shape as tf.Shape[]).map(sizesText).join(", ");
  return shape.length === 0 ? "scalar" : shape.map((size) => size ?? "None").join("×");
}

/**
 * The widths of a network's boxes: a + 8 · log2(channels) pixels, with one a for all of them, as small as their text
 * allows. Twice as many channels are 8 pixels more, wherever the box stands.
 */
export function boxSizes(boxes: readonly NetworkBox[]): Map<string, { width: number; height: number }> {
  const grown = boxes.map(({ outputShape }) => PER_DOUBLING * Math.log2(channels(outputShape)));
  const least = Math.max(...boxes.map((box, i) => textRoom(box) - (grown[i] as number)));
  const sizes = boxes.map((box, i) => ({
    width: Math.round(least + (grown[i] as number)),
    height: boxLines(box).length * BOX.line + 2 * BOX.padding.y,
  }));
  return new Map(boxes.map(({ name }, i) => [name, sizes[i] as (typeof sizes)[number]]));
}

function textRoom(box: NetworkBox): number {
  const widths = boxLines(box).map(({ text, role }) =>
    role === "operation" ? textWidth(text, BOX.font, true) : textWidth(text, BOX.smallFont),
  );
  return Math.max(...widths) + 2 * BOX.padding.x;
}

/** The last size; 1 where it is open. Of several outputs the first's. */
function channels(shape: tf.Shape | tf.Shape[]): number {
  const [first] = shape;
  const sizes = Array.isArray(first) ? first : (shape as tf.Shape);
  return Math.max(1, sizes.at(-1) ?? 1);
}
