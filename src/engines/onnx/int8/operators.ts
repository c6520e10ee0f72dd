import type { Attribute, Initializer, Node } from "../graph";

/** A graph's constants by their names. */
export type Constants = ReadonlyMap<string, Initializer>;

/**
 * What a node can do with integers of 8 bits:
 *
 * - "weighted": sums products with a constant weight, in 32 bits
 * - "computed": works on integers, and its result has a scale of its own
 * - "moved": passes on values that it was given, or means of them, so its result has its input's scale
 * - "cutOff": cuts off what is negative, which rounding to a range that begins at 0 does too
 * - "float": nothing
 */
export type Kind = "weighted" | "computed" | "moved" | "cutOff" | "float";

/** What ONNX Runtime has kernels for on processors. Whatever is not in the table is computed in float32. */
const kinds: Readonly<Partial<Record<string, Kind>>> = {
  Conv: "weighted",
  Gemm: "weighted",
  MatMul: "weighted",
  Add: "computed",
  Concat: "computed",
  GlobalAveragePool: "computed",
  LeakyRelu: "computed",
  Mul: "computed",
  Sigmoid: "computed",
  AveragePool: "moved",
  Flatten: "moved",
  MaxPool: "moved",
  Pad: "moved",
  Reshape: "moved",
  Squeeze: "moved",
  Transpose: "moved",
  Unsqueeze: "moved",
  Clip: "cutOff",
  Relu: "cutOff",
};

export function kindOf(node: Node, constants: Constants): Kind {
  const kind = node.domain ? "float" : (kinds[node.op] ?? "float");
  if (kind === "weighted") return isWeighted(node, constants) ? kind : "float";
  if (kind === "computed") return node.inputs.some((input) => constants.has(input)) ? "float" : kind;
  if (node.op === "Pad") return padsWithZeros(node) ? kind : "float";
  if (node.op === "Clip") return clipsAtZero(node, constants) ? kind : "float";
  return kind;
}

/** Whether weight and bias are constants, and a Gemm is a plain product of two matrices. */
function isWeighted({ inputs, attributes }: Node, constants: Constants): boolean {
  const [data = "", weight = "", bias = ""] = inputs;
  const { transA = 0, alpha, beta } = attributes;
  return (
    !constants.has(data) &&
    (constants.get(weight)?.dims.length ?? 0) >= 2 &&
    (bias === "" || constants.get(bias)?.dims.length === 1) &&
    transA === 0 &&
    isOne(alpha) &&
    isOne(beta)
  );
}

function isOne(attribute: Attribute | undefined): boolean {
  return (
    attribute === undefined ||
    (typeof attribute === "object" && "float" in attribute && attribute.float === 1)
  );
}

function padsWithZeros({ inputs: [, , value = ""], attributes: { mode = "constant" } }: Node): boolean {
  return value === "" && mode === "constant";
}

function clipsAtZero({ inputs }: Node, constants: Constants): boolean {
  return Number(constants.get(inputs[1] ?? "")?.values()[0]) === 0;
}

/** Where a weighted node's constant has the output's channels. */
export function channelAxis({ op, attributes }: Node): "first" | "last" {
  return op === "Conv" || attributes["transB"] === 1 ? "first" : "last";
}
