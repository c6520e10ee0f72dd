import type * as tf from "@tensorflow/tfjs";
import type { Attributes } from "../graph";
import { place } from "../../../inspect/placement";

/** A kernel or pool, as the layers' configurations have it. */
interface Window {
  kernel: readonly number[];
  strides: readonly number[];
  dilations?: readonly number[];
  padding: unknown;
}

/**
 * ONNX's attributes of a window over these sizes. TensorFlow's "same" pads according to the input's size, more at the end:
 * explicit numbers where the size is known, else ONNX's own rule of that kind. Other padding is none.
 */
export function windowAttributes(window: Window, sizes: tf.Shape): Attributes {
  const { kernel, strides, dilations, padding } = window;
  return { kernel_shape: kernel, strides, dilations, ...(padding === "same" && samePads(window, sizes)) };
}

function samePads({ kernel, strides, dilations }: Window, given: tf.Shape): Attributes {
  // At a stride of 1 every size is padded alike. ONNX Runtime's own rule is for kernels without dilation, which is all
  // that is left: TensorFlow.js has no dilation at other strides.
  const sizes = given.map((size, axis) => size ?? (strides[axis] === 1 ? 1 : null));
  if (!known(sizes)) return { auto_pad: "SAME_UPPER" };
  const placements = sizes.map((input, axis) =>
    place({
      input,
      kernel: ((kernel[axis] as number) - 1) * (dilations?.[axis] ?? 1) + 1,
      stride: strides[axis],
      padding: "same",
    }),
  );
  return { pads: [...placements.map(({ before }) => before), ...placements.map(({ after }) => after)] };
}

function known(sizes: tf.Shape): sizes is number[] {
  return !sizes.includes(null);
}
