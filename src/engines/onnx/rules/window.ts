import type * as tf from "@tensorflow/tfjs";
import type { Attributes } from "../graph";
import { place } from "../../../inspect/placement";

/** A kernel or pool over the axes between batch and channels, as the layers' configurations have it. */
interface Window {
  kernel: readonly number[];
  strides: readonly number[];
  dilations?: readonly number[];
  padding: "same" | "valid";
}

/**
 * ONNX's attributes of a window over `input`, which is [batch, …, channels]. TensorFlow's "same" pads according to the
 * input's size, more at the end: explicit numbers where the size is known, else ONNX's own rule of that kind.
 */
export function windowAttributes(
  { kernel, strides, dilations, padding }: Window,
  input: tf.Shape,
): Attributes {
  const sizes = input.slice(1, -1);
  return {
    kernel_shape: kernel,
    strides,
    dilations,
    ...(padding === "same" && samePads(sizes, { kernel, strides, dilations })),
  };
}

function samePads(sizes: tf.Shape, { kernel, strides, dilations }: Omit<Window, "padding">): Attributes {
  if (sizes.includes(null)) return { auto_pad: "SAME_UPPER" };
  const placements = sizes.map((size, i) =>
    place({
      input: size as number,
      kernel: ((kernel[i] as number) - 1) * (dilations?.[i] ?? 1) + 1,
      stride: strides[i] as number,
      padding: "same",
    }),
  );
  return { pads: [...placements.map(({ before }) => before), ...placements.map(({ after }) => after)] };
}
