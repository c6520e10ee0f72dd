import { operand, type Operand } from "../operand";
import { activate } from "./activationFunctions";
import { imageOrder, imageSizes } from "./images";
import { type Call, type Rule, untranslatable, variable } from "./rule";
import { windowAttributes } from "./window";

interface Config {
  kernelSize: number[];
  strides: number[];
  dilationRate?: number[];
  padding: string;
  groups?: number;
}

/** TensorFlow's kernels are window x in x out, ONNX's out x in x window. */
export function outInWindow(axes: number): number[] {
  return [axes + 1, axes, ...Array.from({ length: axes }, (_, axis) => axis)];
}

/** The layer's bias, if it has one, as a list of inputs. */
export function biasOf({ layer, config, scope }: Call): string[] {
  return config["useBias"] === true ? [scope.weight(variable(layer, "bias"))] : [];
}

/** The layer's output: what a node over its channels has made, and its activation. */
export function activated({ config, outputShapes: [shape = []], scope }: Call, name: string): Operand {
  return activate(config["activation"], operand(name, shape, imageOrder(config)), scope);
}

const convolution: Rule = (call) => {
  const { inputs, layer, config, scope } = call;
  const { kernelSize, dilationRate, groups, ...moves } = windowOf(call);
  const [x] = inputs;
  const kernel = scope.weight(variable(layer, "kernel"), { perm: outInWindow(kernelSize.length) });
  const window = { ...moves, kernel: kernelSize, dilations: dilationRate };
  const name = scope.node("Conv", [scope.take(x, imageOrder(config)), kernel, ...biasOf(call)], {
    ...windowAttributes(window, imageSizes(config, x.shape)),
    group: groups,
  });
  return activated(call, name);
};

/** @throws Error if the layer is one of those that TF.js builds and cannot run */
function windowOf(call: Call): Config {
  const config = call.config as unknown as Config;
  if (config.padding !== "causal") return config;
  throw untranslatable(
    call,
    'the padding "causal"',
    'TensorFlow.js does not run it; pad the input, and take "valid"',
  );
}

/** Its configuration leaves dataFormat out. */
const convolution1D: Rule = (call) => {
  const { dataFormat } = call.layer as unknown as { dataFormat: string };
  if (dataFormat !== "channelsFirst") return convolution(call);
  throw untranslatable(
    call,
    'the dataFormat "channelsFirst"',
    "TensorFlow.js gives its output the channels last, and says that they are first; permute its input instead",
  );
};

/** In as many groups as channels: the kernel is height x width x in x multiplier. */
function depthwise(call: Call, dilations: number[] | undefined, bias: string[]): string {
  const { inputs, layer, config, scope } = call;
  const { strides, padding } = windowOf(call);
  const [x] = inputs;
  const weight = variable(layer, "depthwise_kernel");
  const [height, width, channels, multiplier] = weight.shape as [number, number, number, number];
  const kernel = scope.weight(weight, {
    perm: [2, 3, 0, 1],
    dims: [channels * multiplier, 1, height, width],
  });
  const window = { kernel: [height, width], strides, dilations, padding };
  return scope.node("Conv", [scope.take(x, imageOrder(config)), kernel, ...bias], {
    ...windowAttributes(window, imageSizes(config, x.shape)),
    group: channels,
  });
}

/** TF.js's layer has a dilationRate and makes no use of it. */
const depthwiseConvolution: Rule = (call) => activated(call, depthwise(call, undefined, biasOf(call)));

const separableConvolution: Rule = (call) => {
  const { layer, scope } = call;
  if (call.config["dataFormat"] === "channelsFirst") checkChannelsFirst(call);
  const separate = depthwise(call, windowOf(call).dilationRate, []);
  const pointwise = scope.weight(variable(layer, "pointwise_kernel"), { perm: outInWindow(2) });
  return activated(call, scope.node("Conv", [separate, pointwise, ...biasOf(call)]));
};

/** TF.js's layer computes with the channels last, and forgets it in the end. */
function checkChannelsFirst(call: Call): void {
  const { useBias, activation } = call.config;
  const format = 'the dataFormat "channelsFirst"';
  if (useBias === true) {
    throw untranslatable(
      call,
      `a bias and ${format}`,
      "TensorFlow.js adds it along the height; give useBias: false",
    );
  }
  if (activation === "softmax" || activation === "logSoftmax") {
    const why = "TensorFlow.js takes it over the channels here, unlike elsewhere; give it a layer of its own";
    throw untranslatable(call, `the activation "${activation}" and ${format}`, why);
  }
}

export const convolutionRules = {
  Conv1D: convolution1D,
  Conv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2D: depthwiseConvolution,
  GroupedConv2D: convolution,
  SeparableConv2D: separableConvolution,
} satisfies Record<string, Rule>;
