import { operand, type Operand, orderOf } from "../operand";
import { activate } from "./activationFunctions";
import { type Call, type Rule, variable } from "./rule";

/** A product with in x out over the last axis. */
const dense: Rule = (call) => {
  const {
    config,
    inputs: [x],
    scope,
  } = call;
  const convolves = x.shape.length > 2 && x.shape.length <= 5 && orderOf(x) === "channelsFirst";
  return activate(config["activation"], convolves ? convolved(call) : multiplied(call), scope);
};

function multiplied({ layer, config, inputs: [x], outputShapes: [shape = []], scope }: Call): Operand {
  const kernel = scope.weight(variable(layer, "kernel"));
  const bias = config["useBias"] === true ? [scope.weight(variable(layer, "bias"))] : [];
  const input = scope.take(x);
  if (shape.length === 2) return operand(scope.node("Gemm", [input, kernel, ...bias]), shape, "tf");
  const product = scope.node("MatMul", [input, kernel]);
  return operand(bias.length > 0 ? scope.node("Add", [product, ...bias]) : product, shape, "tf");
}

/** With the channels behind the batch it is a convolution with a kernel of size 1, and they stay there. */
function convolved({ layer, config, inputs: [x], outputShapes: [shape = []], scope }: Call): Operand {
  const weight = variable(layer, "kernel");
  const [inputs, outputs] = weight.shape as [number, number];
  const window = x.shape.slice(2).map(() => 1);
  const kernel = scope.weight(weight, { perm: [1, 0], dims: [outputs, inputs, ...window] });
  const bias = config["useBias"] === true ? [scope.weight(variable(layer, "bias"))] : [];
  const name = scope.node("Conv", [scope.take(x, "channelsFirst"), kernel, ...bias], {
    kernel_shape: window,
  });
  return operand(name, shape, "channelsFirst");
}

export const denseRules = { Dense: dense } satisfies Record<string, Rule>;
