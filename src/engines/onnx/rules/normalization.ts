import type * as tf from "@tensorflow/tfjs";
import { float } from "../graph";
import { operand } from "../operand";
import type { Scope } from "../scope";
import { type Rule, variable } from "./rule";

/** Over the channels, which ONNX has behind the batch. */
const batchNormalization: Rule = ({ layer, config, inputs: [x], scope }) => {
  const { axis, epsilon, scale, center } = config as {
    axis: number;
    epsilon: number;
    scale: boolean;
    center: boolean;
  };
  const rank = x.shape.length;
  if ((axis + rank) % rank !== rank - 1) throw new Error(`batch norm over axis ${axis} is not translated`);
  const channels = x.shape.at(-1) as number;
  const inputs = [
    scope.take(x, "channelsFirst"),
    scale ? scope.weight(variable(layer, "gamma")) : filled(scope, 1, channels),
    center ? scope.weight(variable(layer, "beta")) : filled(scope, 0, channels),
    scope.weight(variable(layer, "moving_mean")),
    scope.weight(variable(layer, "moving_variance")),
  ];
  const name = scope.node("BatchNormalization", inputs, { epsilon: float(epsilon) });
  return operand(name, x.shape as tf.Shape, "channelsFirst");
};

function filled(scope: Scope, value: number, size: number): string {
  return scope.constant(new Float32Array(size).fill(value), [size]);
}

export const normalizationRules = { BatchNormalization: batchNormalization } satisfies Record<string, Rule>;
