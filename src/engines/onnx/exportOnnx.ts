import type * as tf from "@tensorflow/tfjs";
import { encode } from "./encode";
import { translate } from "./translate";
import { writeModel } from "./writeModel";

/**
 * The model, as it is now and for inference only, in ONNX's format (onnx.ai), which ONNX Runtime, OpenVINO and others
 * read: opset 26, float32, images in TensorFlow's order ([n, height, width, channels]). Inputs and outputs go by the names
 * of their layers. See docs/onnx-layers.md for the layers that have a translation.
 *
 * @returns the bytes of the file
 * @throws TypeError if `model` is no tf.LayersModel; Error if it is disposed, or has a layer or an option of one that has no
 *   translation; RangeError if it has 2 GB of weights, which only files can hold
 */
export async function exportOnnx(model: tf.LayersModel): Promise<Uint8Array>;
/**
 * Writes it into a file. More than 64 MiB of weights go into a second one beside it, with ".data" behind the name: keep the
 * two together.
 *
 * @param path of the file, such as "vgg16.onnx"; what is there already is replaced once all is written
 * @returns the paths of the files
 * @throws Error naming the file if it cannot be written
 */
export async function exportOnnx(model: tf.LayersModel, path: string): Promise<string[]>;
export function exportOnnx(model: tf.LayersModel, path?: string): Promise<Uint8Array | string[]> {
  return new Promise((resolve) => {
    const graph = translate(model);
    resolve(path === undefined ? encode(graph) : writeModel(graph, path));
  });
}
