import type * as tf from "@tensorflow/tfjs";
import { copying, idleAtInference, reshaping } from "./kinds";

/** Layer kinds that hold no multiply-add by the convention of macs.ts, and what they do to each value instead. */
export const withoutMacs: Partial<Record<string, string>> = {
  InputLayer: "",

  Activation: "", // its function is in its name
  ELU: "elu",
  LeakyReLU: "leaky relu",
  PReLU: "relu with learned slopes",
  ReLU: "relu",
  Softmax: "softmax",
  ThresholdedReLU: "relu above a threshold",

  BatchNormalization: "scale and shift",
  LayerNormalization: "normalize, scale and shift",
  LocalResponseNormalization: "divide by the size of neighbouring channels",
  PaperDropout: "scale",
  Rescaling: "scale and shift",
  ScaledTanh: "scaled tanh",

  AveragePooling1D: "mean of a window",
  AveragePooling2D: "mean of a window",
  AveragePooling3D: "mean of a window",
  GlobalAveragePooling1D: "mean of a channel",
  GlobalAveragePooling2D: "mean of a channel",
  L2Pooling2D: "root of a window's sum of squares",
  MaxPooling1D: "maximum of a window",
  MaxPooling2D: "maximum of a window",
  MaxPooling3D: "maximum of a window",
  GlobalMaxPooling1D: "maximum of a channel",
  GlobalMaxPooling2D: "maximum of a channel",
  Subsampling2D: "scale and shift of a window's sum, scaled tanh",

  RadialBasis: "squared distances",

  Add: "sum of inputs",
  Average: "mean of inputs",
  Maximum: "maximum of inputs",
  Minimum: "minimum of inputs",
  Multiply: "product of inputs",

  ...each(copying, "copy"),
  ...each(reshaping, "copy"),
  Embedding: "table look-up",
  CategoryEncoding: "table look-up",
  Masking: "comparison",
  Resizing: "interpolation",
  UpSampling2D: "interpolation",

  ...each(idleAtInference, "nothing at inference"),
};

function each(kinds: ReadonlySet<string>, text: string): Record<string, string> {
  return Object.fromEntries([...kinds].map((kind) => [kind, text]));
}

/** What a layer computes besides its multiply-adds, in words: "bias, relu". */
export function besides(layer: tf.layers.Layer): string {
  const { bias, activation } = layer as tf.layers.Layer & {
    bias?: tf.LayerVariable | null;
    activation?: tf.serialization.Serializable;
  };
  const activationName = activation?.getClassName();
  return [withoutMacs[layer.getClassName()], bias && "bias", activationName !== "linear" && activationName]
    .filter(Boolean)
    .join(", ");
}
