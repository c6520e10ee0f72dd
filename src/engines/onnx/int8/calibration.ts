import * as tf from "@tensorflow/tfjs";
import type * as ort from "onnxruntime-common";
import { checkImages, type InputInfo } from "../../contract";
import { library } from "../library";
import { type Range, rangeOf } from "./scales";

export interface Calibration {
  /** The images as the engine takes them, one at a time (as many as the network's batch, where that is fixed). */
  samples: Iterable<[ort.Tensor]>;
  /** The least and the greatest value of all */
  range: Range;
}

/**
 * What a network is calibrated by. The images' values are read before this returns.
 *
 * @throws TypeError if they are missing, no tensor, or of another dtype than the network's input; RangeError if their
 *   shape is not what the network takes, or a value is NaN or infinite
 */
export function calibrationImages(images: tf.Tensor | undefined, input: InputInfo): Calibration {
  const size = input.shape.slice(1).map((side) => side ?? "any");
  if (images === undefined) {
    throw new TypeError(
      `calibration is undefined: precision "int8" needs typical images, which tell the range of every layer's ` +
        `values. Give a batch of them as a tensor, [n, ${size.join(", ")}], for instance 100 of the training images.`,
    );
  }
  try {
    checkImages(images, input);
  } catch (error) {
    if (error instanceof Error) error.message = `calibration: ${error.message}`;
    throw error;
  }
  const values = images.dataSync<"float32">();
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new RangeError(`calibration holds the value ${wrong}: give images of finite numbers.`);
  }
  return { samples: onePass(values, images, input.shape[0] ?? 1), range: rangeOf(values) };
}

function* onePass(
  values: Float32Array,
  { shape: [count = 0, ...image], dtype }: tf.Tensor,
  batch: number,
): Generator<[ort.Tensor]> {
  const { Tensor } = library();
  const size = batch * tf.util.sizeFromShape(image);
  for (let start = 0; start < count * tf.util.sizeFromShape(image); start += size) {
    yield [new Tensor(dtype as "float32", values.subarray(start, start + size), [batch, ...image])];
  }
}
