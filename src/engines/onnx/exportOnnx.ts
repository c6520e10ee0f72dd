import type * as tf from "@tensorflow/tfjs";
import os from "node:os";
import { usable } from "../../inspect/usable";
import { valueText } from "../../arguments/checks";
import { checkNames } from "../../arguments/optionNames";
import { onlyInput } from "../contract";
import type { LoadOptions } from "../engine";
import { checkPrecision } from "../precision";
import { encode } from "./encode";
import type { Graph } from "./graph";
import { calibrationImages } from "./int8/calibration";
import { quantize } from "./int8/quantize";
import { translate } from "./translate";
import { writeModel } from "./writeModel";

/** In what the file is to differ from the model. */
export type ExportOptions = Pick<LoadOptions, "precision" | "calibration">;

/**
 * The model, as it is now and for inference only, in ONNX's format (onnx.ai), which ONNX Runtime, OpenVINO and others
 * read: opset 26, float32, images in TensorFlow's order ([n, height, width, channels]). Inputs and outputs go by the names
 * of their layers. See docs/onnx-layers.md for the layers that have a translation.
 *
 * @param path undefined for bytes instead of a file
 * @param options.precision `"int8"` for weights and activations of 8 bits, between QuantizeLinear and DequantizeLinear,
 *   which ONNX Runtime, OpenVINO and others make integer kernels of; for models of one input and output
 * @param options.calibration for `"int8"`: a tensor of typical images, as for `load`
 * @returns the bytes of the file
 * @throws TypeError if `model` is no tf.LayersModel, `path` no text, or an option unknown; Error if it is disposed, or has a layer or an option of one that has no
 *   translation; RangeError if it has 2 GB of weights, which only files can hold
 */
export async function exportOnnx(
  model: tf.LayersModel,
  path?: undefined,
  options?: ExportOptions,
): Promise<Uint8Array>;
/**
 * Writes it into a file. More than 64 MiB of weights go into a second one beside it, with ".data" behind the name: keep the
 * two together.
 *
 * @param path of the file, such as "vgg16.onnx"; what is there already is replaced once all is written
 * @returns the paths of the files
 * @throws Error naming the file if it cannot be written
 */
export async function exportOnnx(
  model: tf.LayersModel,
  path: string,
  options?: ExportOptions,
): Promise<string[]>;
export async function exportOnnx(
  model: tf.LayersModel,
  path?: string,
  options: ExportOptions = {},
): Promise<Uint8Array | string[]> {
  usable(model);
  checkNames("exportOnnx", options, ["precision", "calibration"]);
  checkPrecision(options);
  checkPath(path);
  const write = (graph: Graph) => (path === undefined ? encode(graph) : writeModel(graph, path));
  if (options.precision !== "int8") return write(translate(model));
  const runner = { threads: os.availableParallelism(), optimize: true };
  const { samples } = calibrationImages(options.calibration, onlyInput(model));
  return write(await quantize(translate(model), samples, runner));
}

/** A number would be taken for an open file. */
function checkPath(path: unknown): void {
  if (path === undefined || typeof path === "string") return;
  throw new TypeError(
    `path is ${valueText(path)}: give the file's, such as "vgg16.onnx", or undefined for the bytes.`,
  );
}
