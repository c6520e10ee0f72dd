import * as tf from "@tensorflow/tfjs";
import { type Attribute, float, node } from "./nativeOperations";

/** Windows of a pooling, in pixels. */
export interface PoolingWindows {
  size: [height: number, width: number];
  strides: [height: number, width: number];
  padding: "same" | "valid";
}

/**
 * Max pooling that remembers where each maximum was, differentiable in `x`. Of equal values the first one gets the gradient,
 * as TF.js has it; TF.js looks for the maxima again in the gradient, which takes longer than the convolution before it.
 *
 * @param x [batch, height, width, channels]
 * @returns [batch, rows, columns, channels]
 */
export function maxPoolInTraining(x: tf.Tensor4D, windows: PoolingWindows): tf.Tensor4D {
  const pool = tf.customGrad((...given) => {
    const [x, save] = given as [tf.Tensor4D, tf.GradSaveFunc];
    const attributes = poolingAttributes(windows);
    const [y, places] = node().executeMultipleOutputs("_MklNativeMaxPool", attributes, [x], 2) as [
      tf.Tensor4D,
      tf.Tensor,
    ];
    save([x, y, places]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, [x, y, places]: tf.Tensor[]) =>
        node().executeSingleOutput("_MklNativeMaxPoolGrad", attributes, [x, y, dy, places] as tf.Tensor[]),
    };
  });
  return pool(x);
}

let oneDnn: boolean | undefined;

/**
 * Whether TensorFlow's library has oneDNN's max pooling, which its graphs use and its operation `MaxPool` does not: builds
 * for processors of Intel's kind do. Only a call can tell. On a GPU TensorFlow's own is the fast one.
 */
export function hasOneDnnMaxPool(): boolean {
  if (node().isUsingGpuDevice) return false;
  oneDnn ??= tf.tidy(() => {
    try {
      maxPoolInTraining(tf.zeros([1, 1, 1, 1]), { size: [1, 1], strides: [1, 1], padding: "valid" });
      return true;
    } catch {
      return false;
    }
  });
  return oneDnn;
}

function poolingAttributes({ size, strides, padding }: PoolingWindows): Attribute[] {
  const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL } = node().binding;
  return [
    float("T"),
    { name: "ksize", type: TF_ATTR_INT, value: [1, ...size, 1] },
    { name: "strides", type: TF_ATTR_INT, value: [1, ...strides, 1] },
    { name: "padding", type: TF_ATTR_STRING, value: padding.toUpperCase() },
    { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
    { name: "workspace_enabled", type: TF_ATTR_BOOL, value: true },
    { name: "_kernel", type: TF_ATTR_STRING, value: "MklNameChangeOp" },
  ];
}
