import type * as tf from "@tensorflow/tfjs";
import type { InputInfo } from "../../contract";
import type { Graph } from "../graph";
import type { RunnerOptions } from "../runner";
import { translate } from "../translate";
import { calibrationImages } from "./calibration";
import { quantize } from "./quantize";

/**
 * The model's graph computed with integers of 8 bits. Model and images are read before this
 * returns.
 *
 * @param calibration [n, …] typical inputs
 * @param input what the model takes
 * @throws TypeError, RangeError as `calibrationImages`; Error naming a layer that has no translation, or as `calibrate`
 */
export async function quantizedGraph(
  model: tf.LayersModel,
  calibration: tf.Tensor | undefined,
  input: InputInfo,
  options: RunnerOptions,
): Promise<Graph> {
  const images = calibrationImages(calibration, input);
  return quantize(translate(model), images, options);
}
