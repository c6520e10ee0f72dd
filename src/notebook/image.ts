import type * as tf from "@tensorflow/tfjs";
import { PNG } from "pngjs";
import { wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import { type Displayable, displayable } from "./display";

/** Pixels to look at. */
export interface Image {
  height: number;
  width: number;
  /** 1 for grey, 3 for red, green and blue, 4 with opacity beside them */
  channels: 1 | 3 | 4;
}

/** Float32 arithmetic may leave [0, 1] by this much. */
const ROUNDING = 1e-5;

/**
 * Shows a tensor as a picture. The tensor stays the caller's.
 *
 * @param tensor [height, width, channels] or [1, height, width, channels] with 1 channel (grey), 3 (colour) or 4
 *   (colour and opacity), values in [0, 1]
 * @param options.scale pixels on the screen for each of the tensor's, a whole number
 * @throws TypeError if `tensor` is no tensor or an option is unknown, RangeError if its shape or values or `scale` are other than that
 */
export function image(tensor: tf.Tensor, options: { scale?: number } = {}): Image & Displayable {
  checkNames("image", options, ["scale"]);
  const { scale = 1 } = options;
  const size = sizeOf("tensor", tensor);
  wholeNumber("scale", scale);
  const text = `image ${size.height} x ${size.width} x ${size.channels}`;
  const png = encoder("tensor", tensor, size, scale);
  return displayable(size, { text: () => text, bundle: () => ({ "image/png": png() }) });
}

/**
 * The same picture as an address that holds it, for a figure to draw over.
 *
 * @param name the argument's, for the errors
 * @throws as `image`
 */
export function imageAddress(name: string, tensor: tf.Tensor): Image & { address: string } {
  const size = sizeOf(name, tensor);
  return { ...size, address: `data:image/png;base64,${encoder(name, tensor, size, 1)()}` };
}

/** Reads the tensor now, since it stays the caller's, and makes its PNG (base64) when called. */
function encoder(name: string, tensor: tf.Tensor, size: Image, scale: number): () => string {
  const values = tensor.dataSync();
  requireUnitRange(name, values);
  return () => PNG.sync.write(pixels(values, size, scale)).toString("base64");
}

function sizeOf(name: string, tensor: tf.Tensor): Image {
  const shape: unknown = (tensor as Partial<tf.Tensor> | undefined)?.shape;
  if (!Array.isArray(shape))
    throw new TypeError(`${name}: not a tensor. Give for instance noiseImage([224, 224, 3]).`);
  const [height, width, channels, ...more] = (
    shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape
  ) as number[];
  if (!height || !width || !hasColours(channels) || more.length > 0) {
    throw new RangeError(
      `${name}: shape [${shape.join(", ")}]. Give one image: [height, width, channels] with 1, 3 or 4 channels, ` +
        "or a batch of one such image.",
    );
  }
  return { height, width, channels };
}

function hasColours(channels: number | undefined): channels is Image["channels"] {
  return channels === 1 || channels === 3 || channels === 4;
}

function requireUnitRange(name: string, values: ArrayLike<number>): void {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) throw new RangeError(`${name}: it holds NaN, which has no colour.`);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least < -ROUNDING || most > 1 + ROUNDING) {
    throw new RangeError(
      `${name}: values from ${least} to ${most}. Bring them into 0 … 1 first, bytes for instance with .div(255).`,
    );
  }
}

function pixels(values: ArrayLike<number>, { height, width, channels }: Image, scale: number): PNG {
  const png = new PNG({ width: width * scale, height: height * scale });
  for (let row = 0, at = 0; row < png.height; row++) {
    for (let column = 0; column < png.width; column++) {
      const from = (Math.floor(row / scale) * width + Math.floor(column / scale)) * channels;
      for (let channel = 0; channel < 3; channel++) {
        png.data[at++] = byte(values[from + Math.min(channel, channels - 1)] as number);
      }
      png.data[at++] = channels === 4 ? byte(values[from + 3] as number) : 255;
    }
  }
  return png;
}

function byte(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
