import { operand } from "../operand";
import { activate } from "./activationFunctions";
import { type Rule, variable } from "./rule";

const dense: Rule = ({ layer, config, inputs: [x], outputShapes: [shape = []], scope }) => {
  const kernel = scope.weight(variable(layer, "kernel")); // in x out, as ONNX's Gemm and MatMul take it
  const bias = config["useBias"] === true ? [scope.weight(variable(layer, "bias"))] : [];
  const input = scope.take(x);
  const product = () => scope.node("MatMul", [input, kernel]);
  const name =
    shape.length === 2
      ? scope.node("Gemm", [input, kernel, ...bias])
      : bias.length > 0
        ? scope.node("Add", [product(), ...bias])
        : product();
  return activate(config["activation"], operand(name, shape, "tf"), scope);
};

export const denseRules = { Dense: dense } satisfies Record<string, Rule>;
