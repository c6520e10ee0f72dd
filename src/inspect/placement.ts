import { outputSize, type Window, zerosPerSide } from "./outputSize";

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
export function place({ input, kernel, stride = 1, padding = 0 }: Window): Placement {
  if (padding === "same") {
    const output = outputSize({ input, kernel, stride, padding });
    const reach = (output - 1) * stride + kernel;
    const before = Math.floor(Math.max(0, reach - input) / 2);
    return {
      output,
      before,
      after: Math.max(0, reach - input) - before,
      leftOut: Math.max(0, input - reach),
    };
  }
  const zeros = padding === "valid" ? 0 : zerosPerSide(padding);
  const output = outputSize({ input: input + 2 * zeros, kernel, stride, padding: "valid" });
  const reach = (output - 1) * stride + kernel - zeros;
  return { output, before: zeros, after: zeros, leftOut: Math.max(0, input - reach) };
}
