import { valueText, wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";

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
 * @throws TypeError when `window` has another name
 */
export function outputSize(window: Window): number {
  checkNames("outputSize", window, ["input", "kernel", "stride", "padding"]);
  const { input, kernel, stride = 1, padding = 0 } = window;
  const travel = travelOf(window);
  if (typeof padding === "string") return Math.floor(travel / stride) + 1;
  if (travel % stride !== 0) throw new RangeError(doesNotFit(input, kernel, stride, padding));
  return travel / stride + 1;
}

/**
 * How far the kernel can move over the padded input: W − K + 2P; with "same" it can stand on each of the W values.
 *
 * @throws RangeError when the kernel is larger than the padded input or a size is not a whole number in range
 */
export function travelOf({ input, kernel, stride = 1, padding = 0 }: Window): number {
  wholeNumber("input", input);
  wholeNumber("kernel", kernel);
  wholeNumber("stride", stride);
  if (padding === "same") return input - 1;
  const zeros = zerosPerSide(padding);
  const travel = input - kernel + 2 * zeros;
  if (travel < 0) throw new RangeError(tooLarge(input, kernel, zeros));
  return travel;
}

/** The formula with its numbers filled in, up to the equals sign. */
export function outputFormula({ input, kernel, stride = 1, padding = 0 }: Window): string {
  if (padding === "same") return `ceil(${input} / ${stride})`;
  if (padding === "valid") return `floor((${input} - ${kernel}) / ${stride}) + 1`;
  return `(${input} - ${kernel} + 2 x ${padding}) / ${stride} + 1`;
}

/** @throws RangeError unless `padding` is "valid" or a whole number of at least 0 */
export function zerosPerSide(padding: number | "valid"): number {
  if (padding === "valid") return 0;
  if (Number.isSafeInteger(padding) && padding >= 0) return padding;
  throw new RangeError(
    `padding is ${valueText(padding)}: it must be a number of zeros (0, 1, 2, …), "valid" or "same".`,
  );
}

function tooLarge(input: number, kernel: number, zeros: number): string {
  const padded = input + 2 * zeros;
  return (
    `kernel is ${kernel}: larger than the input of ${input} with padding ${zeros} (${padded} in all). ` +
    `Use a kernel of at most ${padded}, or a padding of at least ${Math.ceil((kernel - input) / 2)}.`
  );
}

function doesNotFit(input: number, kernel: number, stride: number, zeros: number): string {
  const rest = input - kernel;
  const travel = rest + 2 * zeros;
  const paddings = paddingsThatFit(rest, kernel, stride);
  const formula = outputFormula({ input, kernel, stride, padding: zeros });
  const whatFits =
    paddings.length > 0 ? `Padding ${either(paddings)} fits` : `No padding from 0 to ${kernel - 1} fits`;
  const leftOut = rest % stride === 0 ? "" : `, and leaves out the last ${rest % stride} of the input`;
  const valid = rest < 0 ? "" : ` Padding "valid" gives ${Math.floor(rest / stride) + 1}${leftOut}.`;
  return (
    `${formula} = ${Number((travel / stride + 1).toFixed(3))} is not a whole number of positions. ` +
    `${whatFits} stride ${stride}; with padding ${zeros}, stride ${either(divisorsAround(stride, travel))} fits. ` +
    `Padding "same" gives ${Math.ceil(input / stride)}.${valid}`
  );
}

/** Paddings that an error suggests: the smallest ones. */
const MOST_PADDINGS = 5;

/** The paddings P below the kernel's size (with more it would see nothing but zeros) for which W − K + 2P fits the stride. */
function paddingsThatFit(rest: number, kernel: number, stride: number): number[] {
  const least = Math.max(0, Math.ceil(-rest / 2)); // with fewer zeros the kernel does not fit into the input
  const short = (stride - ((rest + 2 * least) % stride)) % stride; // and how much more it then takes to fit the stride
  if (short % 2 === 1 && stride % 2 === 0) return [];
  const first = least + (short % 2 === 0 ? short : short + stride) / 2;
  const step = stride % 2 === 0 ? stride / 2 : stride;
  return Array.from({ length: MOST_PADDINGS }, (_, i) => first + i * step).filter((p) => p < kernel);
}

/** The divisors of a number that lie nearest to one that is none: the next below and, if there is one, the next above. */
function divisorsAround(none: number, number: number): number[] {
  let [below, above] = [1, Infinity];
  for (let small = 1; small * small <= number; small++) {
    if (number % small !== 0) continue;
    for (const divisor of [small, number / small]) {
      if (divisor < none) below = Math.max(below, divisor);
      else above = Math.min(above, divisor);
    }
  }
  return [below, above].filter(Number.isFinite);
}

/** "1, 3, or 5". */
function either(values: number[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(values.map(String));
}
