import type { Attributes } from "../graph";
import { activated, biasOf, outInWindow } from "./convolutions";
import { imageOrder } from "./images";
import { type Rule, variable } from "./rule";

interface Config {
  kernelSize: number[];
  strides: number[];
  padding: "same" | "valid";
}

const transposedConvolution: Rule = (call) => {
  const { inputs, layer, config, scope } = call;
  const window = config as unknown as Config;
  const perm = outInWindow(window.kernelSize.length); // the kernel is window x out x in, ONNX's in x out x window
  const kernel = scope.weight(variable(layer, "kernel"), { perm });
  const image = scope.take(inputs[0], imageOrder(config));
  return activated(call, scope.node("ConvTranspose", [image, kernel, ...biasOf(call)], attributesOf(window)));
};

/**
 * The output has stride x input values, and with "valid" as many more as the kernel is longer than its stride. ONNX's
 * has (input - 1) x stride + kernel before padding: what lies over with "same" is cut off, the larger half at the end; where
 * the kernel is shorter than its stride, the values that it does not reach are added.
 */
function attributesOf({ kernelSize, strides, padding }: Config): Attributes {
  const over = kernelSize.map((side, axis) => side - (strides[axis] as number));
  const cut = over.map((values) => (padding === "same" ? Math.max(0, values) : 0));
  return {
    kernel_shape: kernelSize,
    strides,
    pads: [...cut.map((values) => Math.floor(values / 2)), ...cut.map((values) => Math.ceil(values / 2))],
    output_padding: over.map((values) => Math.max(0, -values)),
  };
}

export const transposedConvolutionRules = {
  Conv2DTranspose: transposedConvolution,
  Conv3DTranspose: transposedConvolution,
} satisfies Record<string, Rule>;
