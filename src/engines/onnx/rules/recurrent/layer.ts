import type * as tf from "@tensorflow/tfjs";
import { axisIn, operand, type Operand, orderOf } from "../../operand";
import type { Scope } from "../../scope";
import { type Call, untranslatable } from "../rule";

/** What TF.js's recurrent layers have in common. */
export interface Recurrent extends tf.layers.Layer {
  cell: tf.layers.Layer;
  returnSequences: boolean;
  returnState: boolean;
  goBackwards: boolean;
  stateful: boolean;
}

/** The layer, if it begins anew at each prediction. */
export function recurrentLayer(call: Call, layer: tf.layers.Layer): Recurrent {
  const recurrent = layer as Recurrent;
  if (!recurrent.stateful) return recurrent;
  throw untranslatable(call, "stateful: true", "a session keeps nothing from one prediction to the next");
}

/** A cell after it has been led along a sequence. */
export interface Ran {
  /** The outputs, batch x time x …, in the order of the input whatever the direction; made when asked for */
  sequence: () => Operand;
  /** After the last step taken; the first is the output */
  states: readonly Operand[];
}

/**
 * What the layer returns of that.
 *
 * @param backwards whether the steps go from last to first: TF.js lists them as it takes them
 */
export function outputsOf(
  { returnSequences, returnState, goBackwards }: Recurrent,
  { sequence, states }: Ran,
  scope: Scope,
  backwards = goBackwards,
): [Operand, ...Operand[]] {
  const whole = () => (backwards ? turnedRound(sequence(), scope) : sequence());
  const output = returnSequences ? whole() : (states[0] as Operand);
  return returnState ? [output, ...states] : [output];
}

function turnedRound(sequence: Operand, scope: Scope): Operand {
  const order = orderOf(sequence);
  const time = axisIn(order, 1, sequence.shape.length);
  const name = scope.node("Slice", [
    scope.take(sequence, order),
    scope.integers([-1]), // from there
    scope.integers([Number.MIN_SAFE_INTEGER]), // beyond the first step
    scope.integers([time]),
    scope.integers([-1]),
  ]);
  return operand(name, sequence.shape, order);
}
