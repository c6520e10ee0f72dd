import type * as tf from "@tensorflow/tfjs";
import { operand, type Operand } from "../../operand";
import type { Scope } from "../../scope";
import { type Call, type Rule, untranslatable } from "../rule";
import { cellsOf } from "./cells";
import { type Ran, run } from "./run";

/** What TF.js's recurrent layers have in common. */
interface Recurrent extends tf.layers.Layer {
  returnSequences: boolean;
  returnState: boolean;
  goBackwards: boolean;
  stateful: boolean;
}

/** One direction of a layer; the call's further inputs are `states`. */
function direction(call: Call, layer: tf.layers.Layer, states: readonly Operand[], scope: Scope): Ran {
  const {
    inputs: [x],
    mask,
  } = call;
  const { goBackwards, stateful } = layer as Recurrent;
  if (stateful) {
    throw untranslatable(call, "stateful: true", "a session keeps nothing from one prediction to the next");
  }
  return run(cellsOf(call, layer), {
    x,
    states: states.length > 0 ? states : undefined,
    mask,
    backwards: goBackwards,
    scope,
  });
}

/** TF.js lists the steps as it takes them: backwards if it goes so. */
const recurrent: Rule = (call) => {
  const { layer, inputs, scope } = call;
  const { returnSequences, returnState, goBackwards } = layer as Recurrent;
  const { sequence, states } = direction(call, layer, inputs.slice(1), scope);
  const output = returnSequences ? inTurn(sequence(), goBackwards, scope) : (states[0] as Operand);
  return returnState ? [output, ...states] : output;
};

/** How the two directions' outputs become one; for the mode `null` they stay two. */
const merges: Readonly<Record<string, (both: string[], scope: Scope) => string>> = {
  ave: (both, scope) => scope.node("Mean", both),
  concat: (both, scope) => scope.node("Concat", both, { axis: -1 }),
  mul: (both, scope) => scope.node("Mul", both),
  sum: (both, scope) => scope.node("Add", both),
};

/** Two layers, of which the second goes the other way and has its steps turned round to match the first one's. */
const bidirectional: Rule = (call) => {
  const { layer, inputs, outputShapes, scope } = call;
  const { forwardLayer, backwardLayer, mergeMode } = layer as unknown as {
    forwardLayer: Recurrent;
    backwardLayer: Recurrent;
    mergeMode: string | null;
  };
  const given = inputs.slice(1);
  const half = given.length / 2;
  const there = direction(call, forwardLayer, given.slice(0, half), scope.part("forward"));
  const back = direction(call, backwardLayer, given.slice(half), scope.part("backward"));

  const { returnSequences, returnState, goBackwards } = forwardLayer;
  const outputs = [there, back].map(({ sequence, states }) =>
    returnSequences ? inTurn(sequence(), goBackwards, scope) : (states[0] as Operand),
  );
  const merge = merges[String(mergeMode)];
  const names = outputs.map((output) => scope.take(output));
  const merged = merge ? [operand(merge(names, scope), outputShapes[0] ?? [], "tf")] : outputs;
  return returnState ? [...merged, ...there.states, ...back.states] : merged;
};

/** The sequence from its last step to its first, if so asked. */
function inTurn(sequence: Operand, backwards: boolean, scope: Scope): Operand {
  if (!backwards) return sequence;
  const [from, to, axes, steps] = [[-1], [Number.MIN_SAFE_INTEGER], [1], [-1]].map((list) =>
    scope.integers(list),
  );
  const name = scope.node("Slice", [scope.take(sequence), from, to, axes, steps] as string[]);
  return operand(name, sequence.shape, "tf");
}

export const recurrentRules = {
  Bidirectional: bidirectional,
  GRU: recurrent,
  LSTM: recurrent,
  RNN: recurrent,
  SimpleRNN: recurrent,
} satisfies Record<string, Rule>;
