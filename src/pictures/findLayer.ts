import * as tf from "@tensorflow/tfjs";
import { valueText } from "../arguments/checks";

/**
 * A model's layer by its name, by default the first that fits.
 *
 * @param fits whether a layer can be shown
 * @param what such a layer is, for the message
 * @throws RangeError if there is no layer of this name or it does not fit, TypeError if `name` is no text
 */
export function findLayer(
  model: tf.LayersModel,
  name: string | undefined,
  fits: (layer: tf.layers.Layer) => boolean,
  what: string,
): tf.layers.Layer {
  const given: unknown = name; // a cell may hand in anything
  if (given !== undefined && typeof given !== "string") {
    throw new TypeError(`layer is ${valueText(given)}: give a layer's name, or leave it out.`);
  }
  const candidates = model.layers.filter(fits);
  const found = name === undefined ? candidates[0] : model.layers.find((layer) => layer.name === name);
  if (found && fits(found)) return found;
  const names = candidates.map((layer) => layer.name).join(", ");
  const own = names ? `Choose one of ${names}.` : `The model "${model.name}" has none.`;
  const way = [own, ...model.layers.flatMap(wayIntoNested)].join(" ");
  if (name === undefined) throw new RangeError(`model: no layer ${what}. ${way}`);
  if (!found) throw new RangeError(`layer: the model "${model.name}" has no layer "${name}". ${way}`);
  throw new RangeError(`layer: "${name}" (${found.getClassName()}) is no layer ${what}. ${way}`);
}

/** A nested model's layers belong to it, not to the model around it. */
function wayIntoNested(layer: tf.layers.Layer, index: number): string[] {
  if (!(layer instanceof tf.LayersModel)) return [];
  return [`For those in the nested model "${layer.name}" give model.layers[${index}] as tf.LayersModel.`];
}
