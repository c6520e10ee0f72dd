import { axisIn, operand, type Operand, type Order, orderOf } from "../operand";
import type { Scope } from "../scope";
import { type Rule, untranslatable } from "./rule";

/** The order in which most tensors lie already. */
function commonOrder(inputs: readonly Operand[]): Order {
  const first = inputs.filter((input) => orderOf(input) === "channelsFirst").length;
  return 2 * first >= inputs.length ? "channelsFirst" : "tf";
}

/** The type in which TF.js computes with values of several types. It counts with booleans as with whole numbers. */
function commonType(inputs: readonly Operand[]): "float32" | "int32" {
  return inputs.some(({ dtype }) => dtype === "float32") ? "float32" : "int32";
}

/** The tensor with so many axes: TF.js puts the missing ones, of size 1, behind the batch. */
function widened(x: Operand, rank: number, order: Order, scope: Scope): string {
  const missing = rank - x.shape.length;
  const name = scope.take(x, order);
  if (missing === 0) return name;
  const first = order === "channelsFirst" && x.shape.length > 1 ? 2 : 1; // the channels stay where they are
  const axes = Array.from({ length: missing }, (_, i) => first + i);
  return scope.node("Unsqueeze", [name, scope.integers(axes)]);
}

/** A function of values at the same place, by an operator of two inputs or of any number. */
const merging =
  (op: "Add" | "Mul" | "Mean" | "Max" | "Min", { inTurn = false } = {}): Rule =>
  ({ inputs, outputShapes: [shape = []], scope }) => {
    const dtype = op === "Mean" ? "float32" : commonType(inputs);
    const order = commonOrder(inputs.filter((input) => input.shape.length === shape.length));
    const names = inputs.map((input) => widened(scope.cast(input, dtype), shape.length, order, scope));
    const name = inTurn
      ? names.reduce((merged, name) => scope.node(op, [merged, name]))
      : scope.node(op, names);
    return operand(name, shape, order, dtype);
  };

const concatenate: Rule = (call) => {
  const { config, inputs, outputShapes, scope } = call;
  const [shape = []] = outputShapes;
  const given = config["axis"] as number;
  if (given < -1)
    throw untranslatable(
      call,
      `axis ${given}`,
      "TensorFlow.js takes it for the last one; count from the front",
    );
  const order = commonOrder(inputs);
  const axis = axisIn(order, given, shape.length);
  const dtype = inputs[0].dtype as "float32"; // TF.js makes all of the first one's type
  const names = inputs.map((input) => scope.take(scope.cast(input, dtype), order));
  return operand(scope.node("Concat", names, { axis }), shape, order, dtype);
};

/** What TF.js divides by at least where it scales vectors to length 1: the root of this. */
const EPSILON = 1e-7;

function scaledToLength1(x: Operand, axis: number, scope: Scope): Operand {
  const name = scope.take(x);
  const squares = scope.node("ReduceSumSquare", [name, scope.integers([axis])], { keepdims: 1 });
  const length = scope.node("Sqrt", [scope.node("Max", [squares, scope.scalar(EPSILON)])]);
  return operand(scope.node("Div", [name, length]), x.shape, "tf");
}

/** The matrices [batch, free, contracted] or [batch, contracted, free]; a vector's free axis has size 1. */
function matrices(x: Operand, axis: number, contractedLast: boolean, scope: Scope): string {
  if (x.shape.length === 2)
    return scope.node("Unsqueeze", [scope.take(x), scope.integers([contractedLast ? 1 : 2])]);
  // Of three axes, the orders are each other's transpose.
  return scope.take(x, (axis === 2) === contractedLast ? "tf" : "channelsFirst");
}

/** Scalar products along one axis of each input, sample by sample. */
const dot: Rule = (call) => {
  const { config, inputs, outputShapes, scope } = call;
  const [shape = []] = outputShapes;
  const given = config["axes"] as number | [number, number];
  const axes = inputs.map(({ shape }, i) => {
    const axis = Array.isArray(given) ? (given[i] as number) : given;
    return (axis + shape.length) % shape.length;
  });
  if (axes.includes(0)) throw untranslatable(call, `axes ${JSON.stringify(given)}`, "axis 0 is the batch");
  const [a, b] = inputs.map((input, i) => {
    const x = scope.cast(input, "float32");
    return config["normalize"] === true ? scaledToLength1(x, axes[i] as number, scope) : x;
  }) as [Operand, Operand];
  const [axisOfA, axisOfB] = axes as [number, number];

  if (a.shape.length === 2 && b.shape.length === 2) {
    const products = scope.node("Mul", [scope.take(a), scope.take(b)]);
    return operand(scope.node("ReduceSum", [products, scope.integers([1])], { keepdims: 1 }), shape, "tf");
  }
  const product = scope.node("MatMul", [
    matrices(a, axisOfA, true, scope),
    matrices(b, axisOfB, false, scope),
  ]);
  const ofVectors = [a, b].flatMap((x, i) => (x.shape.length === 2 ? [i + 1] : []));
  const name = ofVectors.length > 0 ? scope.node("Squeeze", [product, scope.integers(ofVectors)]) : product;
  return operand(name, shape, "tf");
};

export const mergingRules = {
  // Two at a time: so ONNX Runtime adds a shortcut within the convolution before it.
  Add: merging("Add", { inTurn: true }),
  Average: merging("Mean"),
  Concatenate: concatenate,
  Dot: dot,
  Maximum: merging("Max"),
  Minimum: merging("Min"),
  Multiply: merging("Mul", { inTurn: true }),
} satisfies Record<string, Rule>;
