import { axisIn, operand, type Operand, orderOf } from "../operand";
import type { Scope } from "../scope";
import type { Call, Rule } from "./rule";

/** The values in TensorFlow's order, in another shape behind the batch. */
function reshaped(name: string, { inputs: [x], outputShapes: [shape = []], scope }: Call) {
  const sizes = shape.map((size, axis) => (axis === 0 ? 0 : (size ?? -1))); // 0: as it was; -1: what is left
  return operand(scope.node("Reshape", [name, scope.integers(sizes)]), shape, "tf", x.dtype);
}

/** The axes of TF.js's in another order, from the one in which they lie. */
function permuted(x: Operand, axes: readonly number[], scope: Scope): string {
  const order = orderOf(x);
  const perm = axes.map((axis) => axisIn(order, axis, axes.length));
  const name = scope.take(x, order);
  return perm.every((axis, i) => axis === i) ? name : scope.node("Transpose", [name], { perm });
}

const reshape: Rule = (call) => reshaped(call.scope.take(call.inputs[0]), call);

/** Data with the channels first is flattened as if it had them last. */
const flatten: Rule = (call) => {
  const {
    config,
    inputs: [x],
    scope,
  } = call;
  if (config["dataFormat"] !== "channelsFirst") return reshape(call);
  const [batch, channels, ...places] = x.shape.map((_, axis) => axis) as [number, number, ...number[]];
  return reshaped(permuted(x, [batch, ...places, channels], scope), call);
};

const permute: Rule = ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
  const name = permuted(x, [0, ...(config["dims"] as number[])], scope);
  return operand(name, shape, "tf", x.dtype);
};

/** batch x features to batch x times x features */
const repeatVector: Rule = ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
  const one = scope.node("Unsqueeze", [scope.take(x), scope.integers([1])]);
  const repeated = scope.node("Expand", [one, scope.integers([1, config["n"] as number, 1])]);
  return operand(repeated, shape, "tf", x.dtype);
};

export const shapeRules = {
  Flatten: flatten,
  Permute: permute,
  RepeatVector: repeatVector,
  Reshape: reshape,
} satisfies Record<string, Rule>;
