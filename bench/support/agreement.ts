import { difference } from "../../test/engines/parity";

/** How far engines of one precision may be apart: what rounding in another order of sums makes of float32. */
export const TOLERANCE = 1e-4;

/**
 * How far two networks' probabilities are apart: max|a - b| / max|a| of what goes into the softmax, which the
 * probabilities tell but for a constant. (Of the probabilities themselves a large logit would hide all others.)
 *
 * @param classes how many values belong to one image; by default all
 */
export function apart(
  expected: Float32Array,
  given: Float32Array | readonly number[],
  classes = expected.length,
): number {
  return difference(logits(expected, classes), logits(Float32Array.from(given), classes));
}

/** The logits of each image, less their mean. */
export function logits(probabilities: Float32Array, classes: number): Float32Array {
  const logs = probabilities.map(Math.log);
  return logs.map((value, i) => {
    const first = i - (i % classes);
    const image = logs.subarray(first, first + classes);
    return value - image.reduce((sum, log) => sum + log, 0) / classes;
  });
}
