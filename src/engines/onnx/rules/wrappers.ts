import type * as tf from "@tensorflow/tfjs";
import { makesMask, readsMask } from "../masks";
import { operand, type Operand } from "../operand";
import type { Scope } from "../scope";
import { type Rule, untranslatable } from "./rule";

/** The layer on all steps of all samples at once: to it they are one batch. */
const timeDistributed: Rule = (call) => {
  const {
    inputs: [x],
    outputShapes: [shape = []],
    mask,
    scope,
  } = call;
  const { layer } = call.layer as unknown as { layer: tf.layers.Layer };
  if ((mask && readsMask(layer)) || makesMask(layer)) {
    throw untranslatable(
      call,
      "masks within it",
      "TensorFlow.js takes a mask over samples for one over steps",
    );
  }
  const sequence = scope.take(x);
  const [, time = null, ...step] = x.shape;
  const steps = operand(inFront([-1], sequence, step, scope), [null, ...step], "tf", x.dtype);
  const [made] = call.within(layer, [steps]) as [Operand];
  const front = time === null ? scope.node("Shape", [sequence], { start: 0, end: 2 }) : [-1, time];
  return operand(inFront(front, scope.take(made), made.shape.slice(1), scope), shape, "tf", made.dtype);
};

/** The tensor with other sizes, known or as a tensor, in front of its last ones. */
function inFront(front: readonly number[] | string, name: string, last: tf.Shape, scope: Scope): string {
  const sizes = (known: readonly number[]) => scope.integers(known);
  if (typeof front !== "string" && isKnown(last))
    return scope.node("Reshape", [name, sizes([...front, ...last])]);
  const shape = [
    typeof front === "string" ? front : sizes(front),
    isKnown(last) ? sizes(last) : scope.node("Shape", [name], { start: -last.length }),
  ];
  return scope.node("Reshape", [name, scope.node("Concat", shape, { axis: 0 })]);
}

function isKnown(sizes: tf.Shape): sizes is number[] {
  return !sizes.includes(null);
}

export const wrapperRules = { TimeDistributed: timeDistributed } satisfies Record<string, Rule>;
