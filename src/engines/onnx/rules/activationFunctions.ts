import { type Attributes, float } from "../graph";
import { axisIn, operand, type Operand, type Order, orderOf } from "../operand";
import type { Scope } from "../scope";

/** Applies a function to every value, in the order in which the tensor lies already. */
export function elementwise(
  x: Operand,
  scope: Scope,
  apply: (name: string, order: Order) => string,
): Operand {
  const order = orderOf(x);
  return operand(apply(scope.take(x, order), order), x.shape, order, x.dtype);
}

/** TF.js's activation functions, by the names they go by in configurations. */
type ActivationFunction = (x: Operand, scope: Scope) => Operand;

/** One operator of ONNX. */
const operator =
  (op: string, attributes: Attributes = {}): ActivationFunction =>
  (x, scope) =>
    elementwise(x, scope, (name) => scope.node(op, [name], attributes));

/** One operator over the channels. */
const overChannels =
  (op: string): ActivationFunction =>
  (x, scope) =>
    elementwise(x, scope, (name, order) =>
      scope.node(op, [name], { axis: axisIn(order, -1, x.shape.length) }),
    );

const activationFunctions: Readonly<Partial<Record<string, ActivationFunction>>> = {
  linear: (x) => x,
  relu: operator("Relu"),
  relu6: (x, scope) =>
    elementwise(x, scope, (name) => scope.node("Clip", [name, scope.scalar(0), scope.scalar(6)])),
  elu: operator("Elu"),
  selu: operator("Selu"),
  sigmoid: operator("Sigmoid"),
  hardSigmoid: operator("HardSigmoid", { alpha: float(0.2), beta: float(0.5) }),
  softplus: operator("Softplus"),
  softsign: operator("Softsign"),
  tanh: operator("Tanh"),
  softmax: overChannels("Softmax"),
  logSoftmax: overChannels("LogSoftmax"),
  gelu: operator("Gelu"),
  gelu_new: operator("Gelu", { approximate: "tanh" }),
  mish: operator("Mish"),
  swish: (x, scope) =>
    elementwise(x, scope, (name) => scope.node("Mul", [name, scope.node("Sigmoid", [name])])),
};

/** @throws Error if the function is none of TF.js's */
export function activate(name: unknown, x: Operand, scope: Scope): Operand {
  const apply = activationFunctions[String(name)];
  if (apply) return apply(x, scope);
  const known = Object.keys(activationFunctions).join(", ");
  throw new Error(
    `The layer "${scope.call}" has the activation "${String(name)}": there is a translation for ${known}.`,
  );
}
