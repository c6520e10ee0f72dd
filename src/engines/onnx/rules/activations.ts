import { float } from "../graph";
import { axesOf, axisIn, type Order } from "../operand";
import { activate, elementwise } from "./activationFunctions";
import { type Rule, untranslatable, variable } from "./rule";

const activation: Rule = ({ config, inputs: [x], scope }) => activate(config["activation"], x, scope);

const reLU: Rule = ({ config, inputs: [x], scope }) => {
  const { maxValue } = config as { maxValue?: number | null };
  if (maxValue == null) return activate("relu", x, scope);
  return elementwise(x, scope, (name) => scope.node("Clip", [name, scope.scalar(0), scope.scalar(maxValue)]));
};

/** TF.js takes an ELU layer of no other alpha than 1. */
const elu: Rule = ({ inputs: [x], scope }) => activate("elu", x, scope);

const leakyReLU: Rule = ({ config, inputs: [x], scope }) =>
  elementwise(x, scope, (name) =>
    scope.node("LeakyRelu", [name], { alpha: float(config["alpha"] as number) }),
  );

const thresholdedReLU: Rule = ({ config, inputs: [x], scope }) =>
  elementwise(x, scope, (name) =>
    scope.node("ThresholdedRelu", [name], { alpha: float(config["theta"] as number) }),
  );

/** A slope for each value behind the batch, or for all along a shared axis. */
const preLU: Rule = ({ layer, inputs: [x], scope }) =>
  elementwise(x, scope, (name, order) => {
    const alpha = variable(layer, "alpha");
    return scope.node("PRelu", [
      name,
      scope.weight(alpha, { perm: withoutBatch(order, alpha.shape.length) }),
    ]);
  });

/** The order of axes of what has all but the batch. */
function withoutBatch(order: Order, rank: number): number[] {
  return axesOf(order, rank + 1)
    .slice(1)
    .map((axis) => axis - 1);
}

const softmax: Rule = (call) => {
  const {
    config,
    inputs: [x],
    mask,
    scope,
  } = call;
  if (mask) throw untranslatable(call, "a mask", "TensorFlow.js takes its steps for those of another axis");
  return elementwise(x, scope, (name, order) => {
    const given = config["axis"] as number | number[];
    const axes = [given].flat().map((axis) => axisIn(order, axis, x.shape.length));
    if (axes.length === 1) return scope.node("Softmax", [name], { axis: axes[0] });
    const logSum = scope.node("ReduceLogSumExp", [name, scope.integers(axes)]);
    return scope.node("Exp", [scope.node("Sub", [name, logSum])]);
  });
};

/** What these do they do in training only. */
const idle: Rule = ({ inputs: [x] }) => x;

export const activationRules = {
  Activation: activation,
  ELU: elu,
  LeakyReLU: leakyReLU,
  PReLU: preLU,
  ReLU: reLU,
  Softmax: softmax,
  ThresholdedReLU: thresholdedReLU,
  AlphaDropout: idle,
  Dropout: idle,
  GaussianDropout: idle,
  GaussianNoise: idle,
  SpatialDropout1D: idle,
} satisfies Record<string, Rule>;
