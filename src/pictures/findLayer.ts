import type * as tf from "@tensorflow/tfjs";

/**
 * A model's layer by its name, by default the first that fits.
 *
 * @param fits whether a layer can be shown
 * @param what such a layer is, for the message
 * @throws RangeError if there is no layer of this name or it does not fit
 */
export function findLayer(
  model: tf.LayersModel,
  name: string | undefined,
  fits: (layer: tf.layers.Layer) => boolean,
  what: string,
): tf.layers.Layer {
  const candidates = model.layers.filter(fits);
  const found = name === undefined ? candidates[0] : model.layers.find((layer) => layer.name === name);
  if (found && fits(found)) return found;
  const names = candidates.map((layer) => layer.name).join(", ");
  const way = names ? `Choose one of ${names}.` : `The model "${model.name}" has none.`;
  if (name === undefined) throw new RangeError(`model: no layer ${what}. ${way}`);
  if (!found) throw new RangeError(`layer: the model "${model.name}" has no layer "${name}". ${way}`);
  throw new RangeError(`layer: "${name}" (${found.getClassName()}) is no layer ${what}. ${way}`);
}
