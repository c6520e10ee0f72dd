import * as tf from "@tensorflow/tfjs";
import type { Mask } from "../masks";
import type { Operand } from "../operand";
import type { Scope } from "../scope";

/** One call of a layer, with what there is to translate it. */
export interface Call {
  layer: tf.layers.Layer;
  /** What the layer was made with, by its own account */
  config: tf.serialization.ConfigDict;
  inputs: readonly [Operand, ...Operand[]];
  /** As TF.js has them; an open size is `null`. */
  outputShapes: readonly tf.Shape[];
  /** The first input's: which steps of a sequence count */
  mask?: Mask | undefined;
  /** The layers that take what it makes; none for a layer that lies in another, whose tensors others may take */
  takenBy: readonly tf.layers.Layer[];
  scope: Scope;
  /** Adds what a layer computes that lies in this one. */
  within: (layer: tf.layers.Layer, inputs: readonly Operand[]) => Operand[];
}

/**
 * Adds to the graph what a layer of one kind computes at inference, and returns its outputs.
 *
 * @throws Error that says what of the layer's options it has no translation for
 */
export type Rule = (call: Call) => Operand | Operand[];

/** A layer's weight by its name in TF.js: "kernel", "bias". @throws Error if the layer has none of that name */
export function variable(layer: tf.layers.Layer, name: string): tf.LayerVariable {
  const found = layer.weights.find(({ originalName }) => originalName.split("/").at(-1) === name);
  if (!found) throw new Error(`The layer "${layer.name}" (${layer.getClassName()}) has no weight "${name}".`);
  return found;
}

/** Whether TF.js knows the layer's class by its kind's name: another one of that name may compute anything. */
export function isOfItsKind(layer: tf.layers.Layer): boolean {
  const [known] = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()] ?? [];
  return layer.constructor === known;
}

/** What a rule throws at an option that it does not translate: which, and why or what to do instead. */
export function untranslatable(
  { layer, scope }: Pick<Call, "layer" | "scope">,
  option: string,
  why: string,
): Error {
  return new Error(
    `The layer "${scope.call}" (${layer.getClassName()}) has ${option}, which has no translation to ONNX: ${why}.`,
  );
}
