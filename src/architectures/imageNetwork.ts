import * as tf from "@tensorflow/tfjs";
import { checkFits, type NetworkOptions } from "./options";

/**
 * A model [batch, height, width, channels] → what `layers` makes of it. With batch norm its name ends in `_BN`.
 *
 * @param smallest side of the smallest image of which something is left at the network's end
 * @throws RangeError if the image is smaller
 */
export function imageNetwork(
  name: string,
  { inputShape, batchNorm }: Required<NetworkOptions>,
  smallest: number,
  layers: (image: tf.SymbolicTensor) => tf.SymbolicTensor,
): tf.LayersModel {
  checkFits(name, inputShape, smallest);
  const image = tf.input({ shape: inputShape, name: "image" });
  return tf.model({ inputs: image, outputs: layers(image), name: batchNorm ? `${name}_BN` : name });
}
