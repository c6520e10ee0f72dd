import * as tf from "@tensorflow/tfjs";
import type { Call } from "./call";

/** TF.js's layer with what its type keeps to itself. */
interface ConvolutionLayer extends tf.layers.Layer {
  kernel: tf.LayerVariable;
  bias: tf.LayerVariable | null;
}

interface ConvolutionConfig {
  activation: string;
  strides: [number, number];
  padding: "same" | "valid";
  dilationRate: [number, number];
  dataFormat: string;
}

/**
 * Without an activation TF.js's layer takes an operation that always computes the gradient of its input too, which nobody
 * needs of the images themselves; this one leaves it out there.
 */
export function convolutionCall(layer: tf.layers.Layer): Call | undefined {
  const { activation, dataFormat } = configOf(layer);
  if (activation !== "linear" || dataFormat !== "channelsLast") return undefined;
  const convolve = convolutionAlone(layer);
  const bias = addBias(layer);
  return (x) => bias(convolve(x));
}

/** Whether `convolutionAlone`, `addBias` and a ReLU, one after the other, are what the layer computes. */
export function isConvolutionWithRelu(layer: tf.layers.Layer): boolean {
  if (layer.getClassName() !== "Conv2D") return false;
  const { activation, dataFormat } = configOf(layer);
  return activation === "relu" && dataFormat === "channelsLast";
}

/** Without its bias and its activation; channels last. */
export function convolutionAlone(layer: tf.layers.Layer): Call {
  const { strides, padding, dilationRate } = configOf(layer);
  const { kernel } = layer as ConvolutionLayer;
  return (x) =>
    tf.conv2d(x as tf.Tensor4D, kernel.read() as tf.Tensor4D, strides, padding, "NHWC", dilationRate);
}

/** What is left of a convolution's layer before its activation. */
export function addBias(layer: tf.layers.Layer): Call {
  const { bias } = layer as ConvolutionLayer;
  return bias ? (x) => x.add(bias.read()) : (x) => x;
}

function configOf(layer: tf.layers.Layer): ConvolutionConfig {
  return layer.getConfig() as unknown as ConvolutionConfig;
}
