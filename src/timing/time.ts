import type * as tf from "@tensorflow/tfjs";
import { usable } from "../inspect/usable";
import type { Displayable } from "../notebook/display";
import { protocol, type TimeOptions, type Timing } from "./protocol";
import { timeColumns, withTable } from "./show";
import { takeTurns } from "./turns";

/**
 * Times a network's inference on noise, which has the range of the calibration images where there are some: a first run,
 * which is told apart, warm-up runs, then `runs` runs of the wall clock from the input tensor in memory to the output values
 * in JavaScript's memory.
 *
 * @returns the times in ms, their quartiles, and the conditions they were taken under; shows itself as a table
 * @throws RangeError if `batch` or `runs` is not a whole number of at least 1, `warmUp` of at least 0, or the engine
 *   is unknown or cannot use `threads` threads
 * @throws TypeError if `model` is none or an option is unknown, Error if the engine is not available or the model is disposed
 */
export async function time(model: tf.LayersModel, options: TimeOptions = {}): Promise<Timing & Displayable> {
  usable(model);
  const entry = { name: model.name, model };
  const rows = await takeTurns([entry], protocol("time", options), () => undefined);
  const [timing] = rows as [Timing];
  return withTable(timing, rows, [{ title: "Network", value: ({ name }) => name }, ...timeColumns]);
}
