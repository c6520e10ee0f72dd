import { float } from "../graph";
import { activate, elementwise } from "./activationFunctions";
import type { Rule } from "./rule";

const activation: Rule = ({ config, inputs: [x], scope }) => activate(config["activation"], x, scope);

const reLU: Rule = ({ config, inputs: [x], scope }) => {
  const { maxValue } = config as { maxValue?: number | null };
  if (maxValue == null) return activate("relu", x, scope);
  return elementwise(x, scope, (name) => scope.node("Clip", [name, scope.scalar(0), scope.scalar(maxValue)]));
};

const leakyReLU: Rule = ({ config, inputs: [x], scope }) =>
  elementwise(x, scope, (name) =>
    scope.node("LeakyRelu", [name], { alpha: float(config["alpha"] as number) }),
  );

/** What these do they do in training only. */
const idle: Rule = ({ inputs: [x] }) => x;

export const activationRules = {
  Activation: activation,
  LeakyReLU: leakyReLU,
  ReLU: reLU,
  AlphaDropout: idle,
  Dropout: idle,
  GaussianDropout: idle,
  GaussianNoise: idle,
  PaperDropout: idle,
  SpatialDropout1D: idle,
} satisfies Record<string, Rule>;
