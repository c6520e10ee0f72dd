/*
 * How real numbers stand for integers of 8 bits: real = scale x (integer - zero point), after Jacob et al. 2018
 * (arXiv:1712.05877, section 2.1), with the choices of ONNX Runtime's static quantization in Python
 * (onnxruntime.quantization.quantize_static), so that both make the same integers.
 */

/** The least and the greatest value that a tensor takes. */
export interface Range {
  min: number;
  max: number;
}

/** @param step 1 for all values, 2 for every other one … */
export function rangeOf(values: ArrayLike<number>, step = 1): Range {
  const range = { min: Infinity, max: -Infinity };
  for (let i = 0; i < values.length; i += step) {
    const value = values[i] as number;
    if (value < range.min) range.min = value;
    if (value > range.max) range.max = value;
  }
  return range;
}

/** Of a whole tensor, in uint8. */
export interface Quantization {
  /** A float32 */
  scale: number;
  /** 0 … 255: the integer that stands for 0 */
  zeroPoint: number;
}

/** float32's smallest normal number: a range below 255 times that has no scale. */
const TINY = 2 ** -126;

/** Puts a range onto 0 … 255. The range is widened to hold 0, so that 0 (padding, ReLU's floor) is exact. */
export function quantizationOf({ min, max }: Range): Quantization {
  const lowest = Math.min(min, 0);
  const scale = Math.fround(Math.max(max, 0) - lowest) / 255;
  if (scale < TINY) return { scale: 1, zeroPoint: 0 };
  return { scale: Math.fround(scale), zeroPoint: roundHalfEven((0 - lowest) / scale) };
}

/** To the nearest integer, from the middle to the even one: IEEE 754's rounding, which the engines and numpy use. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
