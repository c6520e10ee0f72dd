import { travelOf, type Window, zerosPerSide } from "./outputSize";

/** Where the positions of a kernel lie along one side of its input. */
export interface Placement {
  /** The number of positions: the output's size. */
  output: number;
  /** Zeros before the input's first value. */
  before: number;
  /** Zeros after its last value. */
  after: number;
  /** Values at the input's end that lie behind the last position: nothing of the output depends on them. */
  leftOut: number;
}

/**
 * Where a kernel's positions lie. With "same", TensorFlow's rule: as few zeros as ⌈W / S⌉ positions need, half of them on
 * each side; an odd one goes to the end. With a number of zeros there are as many positions as fit, as in Caffe and PyTorch;
 * `outputSize` is strict about it.
 *
 * @throws RangeError when the kernel is larger than the padded input or a size is not a whole number in range
 */
export function place(window: Window): Placement {
  const { input, kernel, stride = 1, padding = 0 } = window;
  const output = Math.floor(travelOf(window) / stride) + 1;
  const reach = (output - 1) * stride + kernel;
  const [before, after] = padding === "same" ? halves(Math.max(0, reach - input)) : zeros(padding);
  return { output, before, after, leftOut: Math.max(0, input - (reach - before)) };
}

function zeros(padding: number | "valid"): [number, number] {
  const zeros = zerosPerSide(padding);
  return [zeros, zeros];
}

/** An odd number's larger half comes last. */
function halves(number: number): [number, number] {
  return [Math.floor(number / 2), Math.ceil(number / 2)];
}
