import type * as tf from "@tensorflow/tfjs";
import type { InputInfo } from "../../contract";
import { discard } from "../../discard";
import { foldBatchNorm } from "../../foldBatchNorm";
import type { Graph } from "../graph";
import type { RunnerOptions } from "../runner";
import { translate } from "../translate";
import { calibrationImages } from "./calibration";
import { quantize } from "./quantize";

/**
 * Gives `work` the model's graph computed with integers of 8 bits, batch norms folded away. The graph's constants can
 * be read until the work ends. Model and images are read before this returns.
 *
 * @param calibration [n, …] typical inputs
 * @param input what the model takes
 * @throws TypeError, RangeError as `calibrationImages`; Error naming a layer that has no translation
 */
export async function withQuantized<T>(
  model: tf.LayersModel,
  calibration: tf.Tensor | undefined,
  input: InputInfo,
  options: RunnerOptions,
  work: (graph: Graph) => Promise<T>,
): Promise<T> {
  const images = calibrationImages(calibration, input);
  const folded = foldBatchNorm(model);
  try {
    return await work(await quantize(translate(folded), images, options));
  } finally {
    discard(folded);
  }
}
