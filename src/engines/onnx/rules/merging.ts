import { axisIn, operand, type Operand, orderOf } from "../operand";
import type { Rule } from "./rule";

/** The order in which most tensors lie already. */
function commonOrder(inputs: readonly Operand[]) {
  const first = inputs.filter((input) => orderOf(input) === "channelsFirst").length;
  return 2 * first >= inputs.length ? "channelsFirst" : "tf";
}

const add: Rule = ({ inputs, outputShapes: [shape = []], scope }) => {
  const order = commonOrder(inputs);
  const names = inputs.map((input) => scope.take(input, order));
  return operand(
    names.reduce((sum, name) => scope.node("Add", [sum, name])),
    shape,
    order,
  );
};

const concatenate: Rule = ({ config, inputs, outputShapes: [shape = []], scope }) => {
  const order = commonOrder(inputs);
  const axis = axisIn(order, config["axis"] as number, shape.length);
  return operand(
    scope.node(
      "Concat",
      inputs.map((input) => scope.take(input, order)),
      { axis },
    ),
    shape,
    order,
  );
};

export const mergingRules = { Add: add, Concatenate: concatenate } satisfies Record<string, Rule>;
