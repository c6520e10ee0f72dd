import { operand } from "../operand";
import { elementwise } from "./activationFunctions";
import { type Rule, untranslatable } from "./rule";

/** How a sample's numbers become one row of as many columns as there are categories, by an operator over the numbers. */
const encodings: Readonly<Record<string, string>> = {
  count: "ReduceSum",
  multiHot: "ReduceMax",
  oneHot: "ReduceMax", // of one number
};

const categoryEncoding: Rule = (call) => {
  const {
    config,
    inputs: [x],
    outputShapes: [shape = []],
    scope,
  } = call;
  const { numTokens, outputMode } = config as { numTokens: number; outputMode: string };
  const reduce = encodings[outputMode];
  if (reduce === undefined) {
    throw untranslatable(
      call,
      `outputMode "${outputMode}"`,
      `there is one for ${Object.keys(encodings).join(", ")}`,
    );
  }
  if (x.shape.length !== 2)
    throw untranslatable(
      call,
      `an input of ${x.shape.length} axes`,
      "TensorFlow.js encodes [batch, numbers]",
    );
  const numbers = scope.take(scope.cast(x, "int32"));
  const depth = scope.constant([numTokens], [1], "int32");
  const hot = scope.node("OneHot", [numbers, depth, scope.constant([0, 1], [2])]); // batch x numbers x categories
  return operand(scope.node(reduce, [hot, scope.integers([1])], { keepdims: 0 }), shape, "tf");
};

const rescaling: Rule = ({ config, inputs: [x], scope }) => {
  const { scale, offset } = config as { scale: number; offset: number };
  return elementwise(scope.cast(x, "float32"), scope, (name) =>
    scope.node("Add", [scope.node("Mul", [name, scope.scalar(scale)]), scope.scalar(offset)]),
  );
};

export const preprocessingRules = {
  CategoryEncoding: categoryEncoding,
  Rescaling: rescaling,
} satisfies Record<string, Rule>;
