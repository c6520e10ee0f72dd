import { wholeNumber } from "../layers/checks";

/** Zeros added on each side, or as in Keras: "valid" adds none and may leave a rest out, "same" adds what it takes. */
export type Padding = number | "same" | "valid";

export interface Window {
  /** W: the input's height or width. */
  input: number;
  /** K: the kernel's. */
  kernel: number;
  /** S: how far the kernel moves. Default 1. */
  stride?: number;
  /** P. Default 0. */
  padding?: Padding;
}

/**
 * The height or width of a convolution's or pooling's output: (W − K + 2P) / S + 1, the number of positions of a kernel
 * of size K that moves over W values, padded with P zeros on each side, in steps of S.
 *
 * With "valid" it is ⌊(W − K) / S⌋ + 1, with "same" ⌈W / S⌉.
 *
 * @throws RangeError when the stride does not fit, the kernel is larger than the padded input, or a size is not a whole
 *   number in range; the message names what would fit
 */
export function outputSize({ input, kernel, stride = 1, padding = 0 }: Window): number {
  wholeNumber("input", input);
  wholeNumber("kernel", kernel);
  wholeNumber("stride", stride);
  if (padding === "same") return Math.ceil(input / stride);

  const zeros = padding === "valid" ? 0 : zerosPerSide(padding);
  const travel = input - kernel + 2 * zeros;
  if (travel < 0) throw new RangeError(tooLarge(input, kernel, zeros));
  if (padding === "valid") return Math.floor(travel / stride) + 1;
  if (travel % stride !== 0) throw new RangeError(doesNotFit(input, kernel, stride, zeros));
  return travel / stride + 1;
}

/** The formula with its numbers filled in, up to the equals sign. */
export function outputFormula({ input, kernel, stride = 1, padding = 0 }: Window): string {
  if (padding === "same") return `ceil(${input} / ${stride})`;
  if (padding === "valid") return `floor((${input} - ${kernel}) / ${stride}) + 1`;
  return `(${input} - ${kernel} + 2 x ${padding}) / ${stride} + 1`;
}

/** @throws RangeError unless `padding` is a whole number of at least 0 */
export function zerosPerSide(padding: number): number {
  if (Number.isSafeInteger(padding) && padding >= 0) return padding;
  throw new RangeError(
    `padding is ${padding}: it must be a number of zeros (0, 1, 2, …), "valid" or "same".`,
  );
}

function tooLarge(input: number, kernel: number, zeros: number): string {
  return (
    `kernel is ${kernel}: larger than the input of ${input} with padding ${zeros} (${input + 2 * zeros} in all). ` +
    `Use a kernel of at most ${input + 2 * zeros}, or a padding of at least ${Math.ceil((kernel - input) / 2)}.`
  );
}

function doesNotFit(input: number, kernel: number, stride: number, zeros: number): string {
  const rest = input - kernel;
  const travel = rest + 2 * zeros;
  const fits = (travel: number, stride: number) => travel >= 0 && travel % stride === 0;
  // With kernel zeros or more the kernel would see nothing but padding.
  const paddings = range(0, kernel - 1).filter((p) => fits(rest + 2 * p, stride));
  const strides = range(1, travel).filter((s) => fits(travel, s));
  const nearest = [
    ...strides.filter((s) => s < stride).slice(-1),
    ...strides.filter((s) => s > stride).slice(0, 1),
  ];

  const formula = outputFormula({ input, kernel, stride, padding: zeros });
  const whatFits =
    paddings.length > 0 ? `Padding ${either(paddings)} fits` : `No padding from 0 to ${kernel - 1} fits`;
  const leftOut = rest % stride === 0 ? "" : `, and leaves out the last ${rest % stride} of the input`;
  const valid = rest < 0 ? "" : ` Padding "valid" gives ${Math.floor(rest / stride) + 1}${leftOut}.`;
  return (
    `${formula} = ${Number((travel / stride + 1).toFixed(3))} is not a whole number of positions. ` +
    `${whatFits} stride ${stride}; with padding ${zeros}, stride ${either(nearest)} fits. ` +
    `Padding "same" gives ${Math.ceil(input / stride)}.${valid}`
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** "1, 3, or 5". */
function either(values: number[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(values.map(String));
}
