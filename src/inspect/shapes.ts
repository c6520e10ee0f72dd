import type * as tf from "@tensorflow/tfjs";

/** A size that is known: every dimension a number, the batch first. */
export type KnownShape = number[];

/** How many values (or weights) a tensor of this shape holds. */
export function sizeOf(shape: KnownShape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** TF.js gives one shape, or a list of them where a layer has several inputs or outputs. */
export function toList<S extends tf.Shape>(shapes: S | S[]): S[] {
  return isList(shapes) ? shapes : [shapes];
}

/** The other way round: TF.js wants a lone shape without its list. */
export function fromList<S extends tf.Shape>(shapes: S[]): S | S[] {
  return shapes.length === 1 ? (shapes[0] as S) : shapes;
}

/** As Keras writes it: `(None, 55, 55, 96)`; several in brackets. */
export function shapeText(shapes: tf.Shape | tf.Shape[]): string {
  if (isList(shapes)) return `[${shapes.map(shapeText).join(", ")}]`;
  return `(${shapes.map((size) => size ?? "None").join(", ")})`;
}

function isList<S extends tf.Shape>(shapes: S | S[]): shapes is S[] {
  return Array.isArray(shapes[0]);
}
