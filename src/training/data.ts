import * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";

/** What a network learns from or is tested on. */
export interface LabelledImages {
  /** [n, height, width, channels] */
  images: tf.Tensor4D;
  /** One-hot, [n, classes] */
  labels: tf.Tensor2D;
}

/** @throws TypeError unless `data` has both tensors */
export function requireLabelled(argument: string, data: unknown): void {
  const given = data as Partial<LabelledImages> | null | undefined; // a cell may hand in anything
  if (given?.images instanceof tf.Tensor && given.labels instanceof tf.Tensor) return;
  throw new TypeError(
    `${argument} has no tensors images and labels: give { images, labels }, such as digits.train or digits.test of ` +
      "digits = mnist().",
  );
}

/**
 * The number of images, if there are any, each has a label, and the model maps them to as many probabilities as there
 * are classes.
 *
 * @throws RangeError naming what does not fit, TypeError if it is something else, Error if the model is disposed
 */
export function requireFit(model: tf.LayersModel, data: LabelledImages): number {
  usable(model);
  requireLabelled("data", data);
  const { images, labels } = data;
  const [count] = images.shape;
  if (count === 0 || labels.shape[0] !== count) {
    throw new RangeError(
      `There are ${count} images and ${labels.shape[0]} labels: give as many of both, at least one.`,
    );
  }
  if (model.outputs.length !== 1) {
    throw new RangeError(
      `The model "${model.name}" has ${model.outputs.length} outputs: give one with the output that the labels are for, ` +
        "tf.model({ inputs: model.inputs, outputs: model.outputs[0] }).",
    );
  }
  fits("images", images, model.inputs[0]?.shape, `the model "${model.name}" takes`);
  fits("labels", labels, model.outputs[0]?.shape, `the model "${model.name}" gives`);
  givesProbabilities(model, images);
  return count;
}

/** Cross-entropy of anything else is a number too, and means nothing. Asks for the first image's. */
function givesProbabilities(model: tf.LayersModel, images: tf.Tensor4D): void {
  const values = tf.tidy(() => {
    const output = model.apply(images.slice(0, 1), { training: false }) as tf.Tensor;
    return [...output.dataSync()];
  });
  const total = values.reduce((sum, value) => sum + value, 0);
  if (!values.some((value) => value < 0) && !(Math.abs(total - 1) > 1e-3)) return; // NaN passes: training tells of it
  const shown = values.slice(0, 3).map((value) => value.toPrecision(3));
  throw new RangeError(
    `The model "${model.name}" answers an image with [${shown.join(", ")}${values.length > 3 ? ", …" : ""}], and these ` +
      "are no probabilities: end it in softmax. For a loss of its own, use the model's compile and fit.",
  );
}

function fits(
  what: string,
  { shape }: tf.Tensor,
  expected: readonly (number | null)[] = [],
  whose: string,
): void {
  const agree =
    shape.length === expected.length &&
    expected.every((size, i) => i === 0 || size === null || size === shape[i]);
  if (agree) return;
  const text = (sizes: readonly (number | null)[]) =>
    `[${sizes.map((size, i) => (i === 0 ? "n" : (size ?? "any"))).join(", ")}]`;
  throw new RangeError(`${what} have the shape ${text(shape)}, but ${whose} ${text(expected)}.`);
}

/** The images and labels at these indices, copied. */
export function pick({ images, labels }: LabelledImages, indices: Int32Array): LabelledImages {
  return tf.tidy(() => {
    const at = tf.tensor1d(indices, "int32");
    return { images: tf.gather(images, at), labels: tf.gather(labels, at) };
  });
}

/** The images and labels from `start` on, at most `count` of them, copied. */
export function slice({ images, labels }: LabelledImages, start: number, count: number): LabelledImages {
  const size = Math.min(count, images.shape[0] - start);
  return { images: images.slice(start, size), labels: labels.slice(start, size) };
}

/** Frees both tensors. */
export function disposeData({ images, labels }: LabelledImages): void {
  tf.dispose([images, labels]);
}
