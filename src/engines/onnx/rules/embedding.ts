import { operand } from "../operand";
import { type Rule, variable } from "./rule";

/** Rows of the table; a fractional number means the row before it, as TF.js has it. */
const embedding: Rule = ({ layer, inputs: [x], outputShapes: [shape = []], scope }) => {
  const table = scope.weight(variable(layer, "embeddings"));
  return operand(scope.node("Gather", [table, scope.take(scope.cast(x, "int32"))]), shape, "tf");
};

export const embeddingRules = { Embedding: embedding } satisfies Record<string, Rule>;
