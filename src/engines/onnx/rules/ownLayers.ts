import * as tf from "@tensorflow/tfjs";
import type { PartialConv2D } from "../../../layers/partialConv2d";
import { AMPLITUDE, SLOPE } from "../../../layers/scaledTanh";
import { operand } from "../operand";
import type { Scope } from "../scope";
import { elementwise } from "./activationFunctions";
import { imageSizes } from "./images";
import { type Rule, variable } from "./rule";
import { windowAttributes } from "./window";

/**
 * ONNX has this normalization too, but ONNX Runtime computes it at a twentieth of the speed: here the sums over neighbouring
 * channels are a convolution with a band of alphas, and d^-beta is exp(-beta log d).
 */
const localResponseNormalization: Rule = ({ config, inputs: [x], scope }) => {
  const { depthRadius, bias, alpha, beta } = config as unknown as Constants;
  const channels = x.shape.at(-1) as number;
  const band = Float32Array.from({ length: channels ** 2 }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= depthRadius ? alpha : 0,
  );
  const image = scope.take(x, "channelsFirst");
  const divisor = scope.node("Conv", [
    scope.node("Mul", [image, image]),
    scope.constant(band, [channels, channels, 1, 1]),
    scope.constant(new Float32Array(channels).fill(bias), [channels]),
  ]);
  const logarithm = scope.node("Mul", [scope.node("Log", [divisor]), scope.scalar(-beta)]);
  const name = scope.node("Mul", [image, scope.node("Exp", [logarithm])]);
  return operand(name, x.shape, "channelsFirst");
};

interface Constants {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/** The root of the mean of squares, zeros of the padding among them, times their number. (ONNX Runtime's LpPool is slow.) */
const l2Pooling2D: Rule = ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
  const { poolSize, strides, padding } = config as unknown as L2Config;
  const image = scope.take(x, "channelsFirst");
  const means = scope.node("AveragePool", [scope.node("Mul", [image, image])], {
    ...windowAttributes({ kernel: poolSize, strides, padding }, imageSizes(config, x.shape)),
    count_include_pad: 1,
  });
  const sums = scope.node("Mul", [means, scope.scalar(poolSize[0] * poolSize[1])]);
  return operand(scope.node("Sqrt", [sums]), shape, "channelsFirst");
};

interface L2Config {
  poolSize: [number, number];
  strides: [number, number];
  padding: string;
}

/** Each map's coefficient is a kernel of four equal weights. */
const subsampling2D: Rule = ({ layer, inputs: [x], outputShapes: [shape = []], scope }) => {
  const coefficients = variable(layer, "coefficient");
  const [maps] = coefficients.shape as [number];
  const kernel = scope.weight(coefficients, {
    made: (weight) => tf.tile(weight.reshape([maps, 1, 1, 1]), [1, 1, 2, 2]),
    dims: [maps, 1, 2, 2],
  });
  const bias = scope.weight(variable(layer, "bias"));
  const sums = scope.node("Conv", [scope.take(x, "channelsFirst"), kernel, bias], {
    kernel_shape: [2, 2],
    strides: [2, 2],
    group: maps,
  });
  return operand(squashed(sums, scope), shape, "channelsFirst");
};

const scaledTanh: Rule = ({ inputs: [x], scope }) => elementwise(x, scope, (name) => squashed(name, scope));

function squashed(name: string, scope: Scope): string {
  const slope = scope.node("Mul", [name, scope.scalar(SLOPE)]);
  return scope.node("Mul", [scope.node("Tanh", [slope]), scope.scalar(AMPLITUDE)]);
}

/** A convolution with zeros where there is no connection. */
const partialConv2D: Rule = ({ layer, inputs: [x], outputShapes: [shape = []], scope }) => {
  const kernel = variable(layer, "kernel");
  const [side] = kernel.shape as [number];
  const spreading = layer as unknown as Pick<PartialConv2D, "wholeKernel">;
  const dims = [shape.at(-1) as number, x.shape.at(-1) as number, side, side];
  const whole = scope.weight(kernel, {
    made: (weight) => spreading.wholeKernel(weight).transpose([3, 2, 0, 1]),
    dims,
  });
  const inputs = [scope.take(x, "channelsFirst"), whole, scope.weight(variable(layer, "bias"))];
  return operand(scope.node("Conv", inputs, { kernel_shape: [side, side] }), shape, "channelsFirst");
};

const radialBasis: Rule = ({ layer, inputs: [x], outputShapes: [shape = []], scope }) => {
  const rows = scope.node("Unsqueeze", [scope.take(x), scope.integers([1])]);
  const differences = scope.node("Sub", [rows, scope.weight(variable(layer, "targets"))]);
  const distances = scope.node("ReduceSumSquare", [differences, scope.integers([2])], { keepdims: 0 });
  return operand(distances, shape, "tf");
};

/** The paper's dropout multiplies at test time. */
const paperDropout: Rule = ({ config, inputs: [x], scope }) =>
  elementwise(x, scope, (name) =>
    scope.node("Mul", [name, scope.scalar(config["keepProbability"] as number)]),
  );

export const ownLayerRules = {
  L2Pooling2D: l2Pooling2D,
  LocalResponseNormalization: localResponseNormalization,
  PaperDropout: paperDropout,
  PartialConv2D: partialConv2D,
  RadialBasis: radialBasis,
  ScaledTanh: scaledTanh,
  Subsampling2D: subsampling2D,
} satisfies Record<string, Rule>;
