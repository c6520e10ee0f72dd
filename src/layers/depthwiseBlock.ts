import * as tf from "@tensorflow/tfjs";
import { type Activation, type BlockOptions, type Convolution, normalized, weights } from "./blocks";
import { wholeNumber } from "../arguments/checks";

/**
 * Depthwise convolution ('same', one kernel for each channel) → [batch norm] → [ReLU], named as convBlock names its
 * layers. Followed by a convolution of 1 x 1 it takes the place of a whole convolution (Howard et al. 2017,
 * arXiv:1704.04861, section 3.1).
 *
 * @param x [batch, height, width, channels] → [batch, ⌈height / strides⌉, ⌈width / strides⌉, channels]
 * @throws RangeError if `kernelSize` or `strides` is not a whole number of at least 1
 */
export function depthwiseBlock(
  x: tf.SymbolicTensor,
  name: string,
  {
    kernelSize,
    strides = 1,
    activation = "relu",
  }: Pick<Convolution, "kernelSize" | "strides" | "activation">,
  options: BlockOptions,
): tf.SymbolicTensor {
  wholeNumber(`${name}: kernelSize`, kernelSize);
  wholeNumber(`${name}: strides`, strides);
  const { useBias, kernelInitializer: depthwiseInitializer } = weights(name, 0, options);
  const layer = (activation: Activation) =>
    tf.layers.depthwiseConv2d({
      ...{ name, kernelSize, strides, padding: "same", activation },
      ...{ useBias, depthwiseInitializer },
    });
  return normalized(x, name, layer, activation, options);
}
