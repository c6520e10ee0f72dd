import * as tf from "@tensorflow/tfjs";
import { seriesStyle } from "../charts/style";
import { imageAddress } from "../notebook/image";
import { formatNumber } from "../notebook/table";

/** Weights over three channels as red, green and blue: a half is 0, the largest magnitude 0 or 1. */
export function greyAtZero(weights: Float32Array, largest: number): Float32Array {
  return weights.map((weight) => 0.5 + (largest === 0 ? 0 : weight / largest / 2));
}

/** Weights in red, green and blue: white at 0, towards blue below it and towards orange above. */
export function diverging(weights: Float32Array, largest: number): Float32Array {
  const pixels = new Float32Array(weights.length * 3);
  for (const [i, weight] of weights.entries()) {
    const strength = largest === 0 ? 0 : Math.abs(weight) / largest;
    const color = weight < 0 ? BELOW : ABOVE;
    color.forEach((value, channel) => (pixels[3 * i + channel] = 1 + (value - 1) * strength));
  }
  return pixels;
}

/** The palette's blue and vermillion. */
const [BELOW, ABOVE] = [0, 1].map((n) => channelsOf(seriesStyle(n).color)) as [number[], number[]];

function channelsOf(color: string): number[] {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
}

/** Values as grey: black at the least, white at the most; all black where they are the same. */
export function greyBetween(values: Float32Array, least: number, most: number): Float32Array {
  return values.map((value) => (most === least ? 0 : (value - least) / (most - least)));
}

/** The address of a PNG of values in [0, 1]. */
export function pngAddress(pixels: Float32Array, shape: [number, number, 1 | 3]): string {
  const tensor = tf.tensor3d(pixels, shape);
  try {
    return imageAddress("pixels", tensor).address;
  } finally {
    tensor.dispose();
  }
}

/** Of values, which are not empty. */
export function rangeOf(values: Float32Array): { least: number; most: number; mean: number } {
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
  }
  return { least, most, mean: sum / values.length };
}

/** Two significant digits, for a label. */
export function short(value: number): string {
  return formatNumber(Number(value.toPrecision(2)));
}

/** How many are shown, and how many more there are: "64 of 96 filters (32 more)". */
export function shownOf(shown: number, all: number, what: string): string {
  const named = `${formatNumber(all)} ${all === 1 ? what : `${what}s`}`;
  return shown < all ? `${shown} of ${named} (${formatNumber(all - shown)} more)` : named;
}
