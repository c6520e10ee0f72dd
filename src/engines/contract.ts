import * as tf from "@tensorflow/tfjs";

/*
 * What every engine's session promises and asks for, checked in one place.
 */

/** What a network takes: an open size is `null`. */
export interface InputInfo {
  shape: tf.Shape;
  dtype: tf.DataType;
}

/**
 * The model's only input.
 *
 * @throws RangeError if the model has several inputs or outputs
 */
export function onlyInput(model: tf.LayersModel): InputInfo {
  for (const side of ["inputs", "outputs"] as const) {
    const count = model[side].length;
    if (count === 1) continue;
    const way =
      "for the first one's network give tf.model({ inputs: model.inputs, outputs: model.outputs[0] }).";
    throw new RangeError(
      `The model "${model.name}" has ${count} ${side}: a session takes models with one` +
        (side === "outputs" ? `; ${way}` : "."),
    );
  }
  const { shape, dtype } = model.inputs[0] as tf.SymbolicTensor;
  return { shape, dtype };
}

/** @throws TypeError, RangeError as `Session.predict` */
export function checkImages(images: tf.Tensor, { shape, dtype }: InputInfo): void {
  const given: unknown = images; // a cell may hand in anything
  if (!(given instanceof tf.Tensor) || given.isDisposed) {
    throw new TypeError(
      "images are not a tensor, or a disposed one: give for instance noiseImage([224, 224, 3]).",
    );
  }
  if (images.dtype !== dtype) {
    throw new TypeError(
      `images are ${images.dtype}, the network takes ${dtype}: convert them, tf.cast(images, "${dtype}").`,
    );
  }
  const fits =
    images.shape.length === shape.length &&
    shape.every((size, i) => size === null || size === images.shape[i]);
  if (!fits || images.shape[0] === 0) {
    const expected = shape.map((size, i) => size ?? (i === 0 ? "n" : "any")).join(", ");
    throw new RangeError(
      `images have the shape [${images.shape.join(", ")}], the network takes [${expected}], n at least 1.`,
    );
  }
}

/** @throws Error if there is nothing left to run */
export function stillLoaded<T>(loaded: T | undefined): T {
  if (loaded === undefined) throw new Error("This session is disposed: load the model again.");
  return loaded;
}
