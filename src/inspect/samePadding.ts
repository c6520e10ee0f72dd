import { wholeNumber } from "../arguments/checks";

/**
 * The zeros on each side that keep the size of a convolution's input at stride 1: P = (K − 1) / 2.
 *
 * @param kernel K, an odd number
 * @throws RangeError when `kernel` is even, since no equal number on both sides keeps the size, or is not a whole number
 *   of at least 1
 */
export function samePadding(kernel: number): number {
  wholeNumber("kernel", kernel);
  if (kernel % 2 === 1) return (kernel - 1) / 2;
  const before = kernel / 2 - 1;
  throw new RangeError(
    `kernel is ${kernel}: (${kernel} - 1) / 2 = ${(kernel - 1) / 2} is not a whole number of zeros. ` +
      `Padding "same" keeps the size with one more at the end, ${before} before and ${before + 1} after; ` +
      `kernels of ${kernel - 1} and ${kernel + 1} keep it with ${before} and ${before + 1} on each side.`,
  );
}
