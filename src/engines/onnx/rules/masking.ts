import { operand, type Operand } from "../operand";
import type { Scope } from "../scope";
import type { Rule } from "./rule";

/** 1 for each step (all axes but the last) at which a value is another than this, else 0; with a last axis of size 1. */
export function stepsOtherThan(value: number, x: Operand, scope: Scope): string {
  const name = scope.take(scope.cast(x, "float32"));
  const other = scope.node("Not", [scope.node("Equal", [name, scope.scalar(value)])]);
  const each = scope.node("Cast", [other], { to: { type: "float32" } });
  return scope.node("ReduceMax", [each, scope.integers([-1])], { keepdims: 1 });
}

/** Steps that do not count become 0. What else they change, the layers behind know: see masks.ts. */
const masking: Rule = ({ config, inputs: [x], scope }) => {
  const counts = stepsOtherThan(config["maskValue"] as number, x, scope);
  const name = scope.node("Mul", [scope.take(scope.cast(x, "float32")), counts]);
  return operand(name, x.shape, "tf");
};

export const maskingRules = { Masking: masking } satisfies Record<string, Rule>;
