import { operand } from "../operand";
import { type Rule, variable } from "./rule";

/**
 * Rows of the table; a fractional number means the row before it, as TF.js has it. Where there is no such row both fail: ONNX would
 * count negative numbers from the end, so here they become the number behind the last.
 */
const embedding: Rule = ({ layer, inputs: [x], outputShapes: [shape = []], scope }) => {
  const embeddings = variable(layer, "embeddings");
  const numbers = scope.take(scope.cast(x, "int32"));
  const negative = scope.node("Less", [numbers, scope.constant([0], [], "int32")]);
  const behind = scope.constant([embeddings.shape[0] as number], [], "int32");
  const rows = scope.node("Where", [negative, behind, numbers]);
  return operand(scope.node("Gather", [scope.weight(embeddings), rows]), shape, "tf");
};

export const embeddingRules = { Embedding: embedding } satisfies Record<string, Rule>;
