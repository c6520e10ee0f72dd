import { roundHalfEven } from "./scales";

/** A weight's integers, with a scale for each channel; 0 stands for 0. */
export interface QuantizedWeight {
  /** In the weight's own order */
  values: Int8Array;
  scales: Float32Array;
}

/** Where a weight has the output's channels: as its first axis (convolutions) or its last (dense layers). */
export type ChannelAxis = "first" | "last";

/** Quantizes a weight to -127 … 127, each channel with a scale of its own, its greatest absolute value / 127. */
export function quantizeWeight(weight: Float32Array, axis: ChannelAxis, channels: number): QuantizedWeight {
  const most = new Float32Array(channels);
  const values = new Int8Array(weight.length);
  const row = weight.length / channels;
  if (axis === "first") {
    for (let channel = 0; channel < channels; channel++) {
      most[channel] = greatest(weight.subarray(channel * row, (channel + 1) * row));
    }
  } else {
    for (let start = 0; start < weight.length; start += channels) {
      raise(most, weight.subarray(start, start + channels));
    }
  }

  const scales = most.map((value) => (value === 0 ? 1 : value / 127)); // of zeros, any scale will do
  if (axis === "first") {
    for (const [channel, scale] of scales.entries()) {
      const [start, end] = [channel * row, (channel + 1) * row];
      divideByOne(weight.subarray(start, end), scale, values.subarray(start, end));
    }
  } else {
    for (let start = 0; start < weight.length; start += channels) {
      const end = start + channels;
      divide(weight.subarray(start, end), scales, values.subarray(start, end));
    }
  }
  return { values, scales };
}

/*
 * The loops below see every weight, 138 million in VGG-16. They run over rows that lie together, one kind of row each:
 * a loop for both would take four times as long.
 */

function greatest(row: Float32Array): number {
  let most = 0;
  for (let i = 0; i < row.length; i++) {
    const value = Math.abs(row[i] as number);
    if (value > most) most = value;
  }
  return most;
}

function raise(most: Float32Array, row: Float32Array): void {
  for (let i = 0; i < row.length; i++) {
    const value = Math.abs(row[i] as number);
    if (value > (most[i] as number)) most[i] = value;
  }
}

/** 1.5 x 2^52: the numbers around it are the integers, so that adding it rounds, from the middle to the even one. */
const ROUNDS = 1.5 * 2 ** 52;

function divideByOne(row: Float32Array, scale: number, quotients: Int8Array): void {
  for (let i = 0; i < row.length; i++) {
    quotients[i] = Math.fround((row[i] as number) / scale) + ROUNDS - ROUNDS;
  }
}

function divide(row: Float32Array, scales: Float32Array, quotients: Int8Array): void {
  for (let i = 0; i < row.length; i++) {
    quotients[i] = Math.fround((row[i] as number) / (scales[i] as number)) + ROUNDS - ROUNDS;
  }
}

/** A bias as integers in the unit of the sums of products that it is added to: input scale x weight scale. */
export function quantizeBias(bias: Float32Array, units: Float32Array): Int32Array {
  return Int32Array.from(bias, (value, channel) => roundHalfEven(value / (units[channel] as number)));
}

/** The least scales of a weight with which its bias fits into 32 bits: tiny weights would make its unit tiny. */
export function leastScales(bias: Float32Array, inputScale: number): Float64Array {
  const integers = 2 ** 31 - 1;
  const margin = 1.0001; // for the rounding of scale and unit to float32
  return Float64Array.from(bias, (value) => (margin * Math.abs(value)) / integers / inputScale);
}

/** The weight with greater scales where they are below the least. Its integers are rounded once more there. */
export function withLeastScales(
  weight: QuantizedWeight,
  axis: ChannelAxis,
  least: Float64Array,
): QuantizedWeight {
  if (weight.scales.every((scale, channel) => scale >= (least[channel] as number))) return weight;
  const [values, scales] = [weight.values.slice(), weight.scales.slice()];
  const row = values.length / scales.length;
  for (const [channel, scale] of weight.scales.entries()) {
    const greater = Math.max(scale, least[channel] as number);
    if (greater === scale) continue;
    scales[channel] = greater;
    const [start, step] = axis === "first" ? [channel * row, 1] : [channel, scales.length];
    for (let i = 0; i < row; i++) {
      const value = values[start + i * step] as number;
      values[start + i * step] = roundHalfEven((value * scale) / greater);
    }
  }
  return { values, scales };
}
