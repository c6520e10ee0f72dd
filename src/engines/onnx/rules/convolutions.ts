import { operand, type Operand } from "../operand";
import { activate } from "./activationFunctions";
import { type Call, type Rule, variable } from "./rule";
import { windowAttributes } from "./window";

interface Config {
  kernelSize: number[];
  strides: number[];
  dilationRate?: number[];
  padding: "same" | "valid";
  groups?: number;
  useBias: boolean;
  activation: unknown;
}

/** TensorFlow's kernels are window x in x out, ONNX's out x in x window. */
function outInWindow(axes: number): number[] {
  return [axes + 1, axes, ...Array.from({ length: axes }, (_, axis) => axis)];
}

function biasOf({ layer, config, scope }: Call): string[] {
  return config["useBias"] === true ? [scope.weight(variable(layer, "bias"))] : [];
}

function finished({ config, outputShapes, scope }: Call, name: string): Operand {
  return activate(config["activation"], operand(name, outputShapes[0] ?? [], "channelsFirst"), scope);
}

const convolution: Rule = (call) => {
  const {
    inputs: [x],
    layer,
    scope,
  } = call;
  const config = call.config as unknown as Config;
  const axes = config.kernelSize.length;
  const kernel = scope.weight(variable(layer, "kernel"), { perm: outInWindow(axes) });
  const name = scope.node("Conv", [scope.take(x, "channelsFirst"), kernel, ...biasOf(call)], {
    ...windowAttributes({ ...config, kernel: config.kernelSize, dilations: config.dilationRate }, x.shape),
    group: config.groups,
  });
  return finished(call, name);
};

/** A convolution in as many groups as channels: the kernel is height x width x in x multiplier. */
const depthwiseConvolution: Rule = (call) => {
  const {
    inputs: [x],
    layer,
    scope,
  } = call;
  const config = call.config as unknown as Config;
  const weight = variable(layer, "depthwise_kernel");
  const [height, width, channels, multiplier] = weight.shape as [number, number, number, number];
  const kernel = scope.weight(weight, {
    perm: [2, 3, 0, 1],
    dims: [channels * multiplier, 1, height, width],
  });
  const name = scope.node("Conv", [scope.take(x, "channelsFirst"), kernel, ...biasOf(call)], {
    ...windowAttributes({ ...config, kernel: [height, width], dilations: config.dilationRate }, x.shape),
    group: channels,
  });
  return finished(call, name);
};

export const convolutionRules = {
  Conv2D: convolution,
  DepthwiseConv2D: depthwiseConvolution,
  GroupedConv2D: convolution,
} satisfies Record<string, Rule>;
