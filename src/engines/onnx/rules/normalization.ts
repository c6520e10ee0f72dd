import type * as tf from "@tensorflow/tfjs";
import { float } from "../graph";
import { axesOf, operand, type Operand } from "../operand";
import type { Scope } from "../scope";
import { type Call, type Rule, variable } from "./rule";

interface Config {
  epsilon: number;
  scale: boolean;
  center: boolean;
}

/** ONNX normalizes over the axis behind the batch: where the channels are in the one order, and axis 1 in the other. */
const batchNormalization: Rule = (call) => {
  const { config, inputs, scope } = call;
  const [x] = inputs;
  const rank = x.shape.length;
  const axis = ((config["axis"] as number) + rank) % rank;
  if (axis === rank - 1)
    return operand(normalized(call, scope.take(x, "channelsFirst")), x.shape, "channelsFirst");
  if (axis === 1) return operand(normalized(call, scope.take(x)), x.shape, "tf");
  const perm = swapped(rank, axis);
  const name = normalized(call, scope.node("Transpose", [scope.take(x)], { perm }));
  return operand(scope.node("Transpose", [name], { perm }), x.shape, "tf");
};

function normalized({ layer, config, scope }: Call, x: string): string {
  const { epsilon, scale, center } = config as unknown as Config;
  const mean = variable(layer, "moving_mean");
  const inputs = [
    x,
    scale ? scope.weight(variable(layer, "gamma")) : filled(scope, 1, mean.shape),
    center ? scope.weight(variable(layer, "beta")) : filled(scope, 0, mean.shape),
    scope.weight(mean),
    scope.weight(variable(layer, "moving_variance")),
  ];
  return scope.node("BatchNormalization", inputs, { epsilon: float(epsilon) });
}

/** An order in which the axis changes places with axis 1. */
function swapped(rank: number, axis: number): number[] {
  const perm = axesOf("tf", rank);
  perm[axis] = 1;
  perm[1] = axis;
  return perm;
}

function filled(scope: Scope, value: number, shape: tf.Shape): string {
  const dims = shape as number[];
  return scope.constant(new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(value), dims);
}

/** Over the last axes ONNX has it whole; over others it is put together from means. */
const layerNormalization: Rule = (call) => {
  const { config, inputs } = call;
  const [x] = inputs;
  const rank = x.shape.length;
  // The axes are a list, and none is negative any more, once the layer is built.
  const axes = [...(config["axis"] as number[])].sort((a, b) => a - b);
  const last = axes.every((axis, i) => axis === rank - axes.length + i);
  return last ? overLast(call, x, axes) : overAxes(call, x, axes);
};

function overLast({ layer, config, scope }: Call, x: Operand, axes: number[]): Operand {
  const { epsilon, scale, center } = config as unknown as Config;
  const dims = axes.map((axis) => x.shape[axis] as number);
  const inputs = [
    scope.take(x),
    scale ? scope.weight(variable(layer, "gamma"), { dims }) : filled(scope, 1, dims),
    ...(center ? [scope.weight(variable(layer, "beta"), { dims })] : []),
  ];
  const attributes = { axis: axes[0], epsilon: float(epsilon) };
  return operand(scope.node("LayerNormalization", inputs, attributes), x.shape, "tf");
}

function overAxes({ layer, config, scope }: Call, x: Operand, axes: number[]): Operand {
  const { epsilon, scale, center } = config as unknown as Config;
  const dims = x.shape.map((size, axis) => (axes.includes(axis) ? (size as number) : 1));
  const mean = (name: string) => scope.node("ReduceMean", [name, scope.integers(axes)]);
  const image = scope.take(x);
  const centred = scope.node("Sub", [image, mean(image)]);
  const variance = mean(scope.node("Mul", [centred, centred]));
  const deviation = scope.node("Sqrt", [scope.node("Add", [variance, scope.scalar(epsilon)])]);
  let name = scope.node("Div", [centred, deviation]);
  if (scale) name = scope.node("Mul", [name, scope.weight(variable(layer, "gamma"), { dims })]);
  if (center) name = scope.node("Add", [name, scope.weight(variable(layer, "beta"), { dims })]);
  return operand(name, x.shape, "tf");
}

export const normalizationRules = {
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
} satisfies Record<string, Rule>;
