import type * as tf from "@tensorflow/tfjs";
import { inOrder, operand, orderOf } from "../operand";
import type { Call, Rule } from "./rule";

/** The values in TensorFlow's order, in another shape behind the batch. */
function reshaped({ inputs: [x], outputShapes: [shape = []], scope }: Call) {
  const sizes = shape.map((size, axis) => size ?? (axis === 0 ? 0 : -1)); // 0: as it was; -1: what is left
  return operand(scope.node("Reshape", [scope.take(x), scope.integers(sizes)]), shape, "tf", x.dtype);
}

const zeroPadding2D: Rule = ({ config, inputs: [x], outputShapes: [shape = []], scope }) => {
  const [height, width] = config["padding"] as [[number, number], [number, number]];
  const order = orderOf(x);
  const perAxis = inOrder(order, [[0, 0], height, width, [0, 0]] as [number, number][]);
  const pads = [...perAxis.map(([before]) => before), ...perAxis.map(([, after]) => after)];
  return operand(scope.node("Pad", [scope.take(x, order), scope.integers(pads)]), shape as tf.Shape, order);
};

export const shapeRules = {
  Flatten: reshaped,
  Reshape: reshaped,
  ZeroPadding2D: zeroPadding2D,
} satisfies Record<string, Rule>;
