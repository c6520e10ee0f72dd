import type * as tf from "@tensorflow/tfjs";
import { operand, type Operand } from "../../operand";
import type { Scope } from "../../scope";
import { type Call, isOfItsKind, type Rule, untranslatable } from "../rule";
import { cellsOf } from "./cells";
import { convLstm2D } from "./convLstm";
import { outputsOf, type Ran, type Recurrent, recurrentLayer } from "./layer";
import { run } from "./run";

/** A layer's cells led along the call's first input, from these states. */
function ranBy(call: Call, layer: Recurrent, states: readonly Operand[], scope: Scope): Ran {
  const {
    inputs: [x],
    mask,
  } = call;
  return run(cellsOf(call, layer), {
    x,
    states: states.length > 0 ? states : undefined,
    mask,
    backwards: layer.goBackwards,
    scope,
  });
}

const recurrent: Rule = (call) => {
  const layer = recurrentLayer(call, call.layer);
  return outputsOf(layer, ranBy(call, layer, call.inputs.slice(1), call.scope), call.scope);
};

/** How the two directions' outputs become one; for the mode `null` they stay two. */
const merges: Readonly<Record<string, (both: string[], scope: Scope) => string>> = {
  ave: (both, scope) => scope.node("Mean", both),
  concat: (both, scope) => scope.node("Concat", both, { axis: -1 }),
  mul: (both, scope) => scope.node("Mul", both),
  sum: (both, scope) => scope.node("Add", both),
};

interface TwoWay {
  forwardLayer: tf.layers.Layer;
  backwardLayer: tf.layers.Layer;
  mergeMode: string | null;
}

/** Two layers, of which the second goes the other way: its steps are listed as the first one's. */
const bidirectional: Rule = (call) => {
  const { inputs, outputShapes, scope } = call;
  const { forwardLayer, backwardLayer, mergeMode } = call.layer as unknown as TwoWay;
  const there = oneWay(call, forwardLayer);
  const back = oneWay(call, backwardLayer);
  const given = inputs.slice(1);
  const half = given.length / 2;
  const ranThere = ranBy(call, there, given.slice(0, half), scope.part("forward"));
  const ranBack = ranBy(call, back, given.slice(half), scope.part("backward"));

  const [first, ...statesThere] = outputsOf(there, ranThere, scope);
  const [second, ...statesBack] = outputsOf(back, ranBack, scope, there.goBackwards);
  const merge = merges[String(mergeMode)];
  const names = () => [first, second].map((output) => scope.take(output));
  const merged = merge ? [operand(merge(names(), scope), outputShapes[0] ?? [], "tf")] : [first, second];
  return [...merged, ...statesThere, ...statesBack];
};

const overRows = { GRU: recurrent, LSTM: recurrent, RNN: recurrent, SimpleRNN: recurrent };

function oneWay(call: Call, layer: tf.layers.Layer): Recurrent {
  const kind = layer.getClassName();
  if (isOfItsKind(layer) && kind in overRows) return recurrentLayer(call, layer);
  const kinds = Object.keys(overRows).join(", ");
  throw untranslatable(
    call,
    `the layer "${layer.name}" (${kind})`,
    `there is one for TensorFlow.js's ${kinds}`,
  );
}

export const recurrentRules = {
  ...overRows,
  Bidirectional: bidirectional,
  ConvLSTM2D: convLstm2D,
} satisfies Record<string, Rule>;
