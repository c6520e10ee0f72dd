import type * as tf from "@tensorflow/tfjs";
import { checkNames } from "../arguments/optionNames";
import { type Displayable, displayableTable } from "../notebook/display";
import { type Column, renderTable } from "../notebook/table";
import { type LabelledImages, requireLabelled } from "./data";
import { evaluate } from "./evaluate";
import { liveCurve } from "./liveCurve";
import { type TrainingOptions, trainingOptions } from "./plan";
import { train } from "./train";

/** One epoch of a training. */
export interface EpochRow {
  epoch: number;
  /** Mean cross-entropy in nats over the epoch, during which the network learnt */
  loss: number;
  /** Share of the images named right, likewise */
  accuracy: number;
  /** After the epoch, on the images given as `validation`; null without them */
  valLoss: number | null;
  valAccuracy: number | null;
  /** Of training, without validation */
  seconds: number;
}

/**
 * Trains a classifier in place, with Adam on the cross-entropy, and shows its loss live. The same seed gives the same
 * training: order of the images and dropout's masks come from our own generator. On a GPU
 * or many cores TensorFlow may add up in another order, which moves the last bits, and in a long training more.
 *
 * @param model [batch, height, width, channels] → class probabilities [batch, classes]; it need not be compiled
 * @param data what to learn from: images and one-hot labels
 * @param options.validation images to test on after each epoch
 * @returns a row for each epoch; shows itself as a table
 * @throws Error when TF.js does not compute with the engine `tensorflow`, the only one that can train convolutions here
 * @throws RangeError when an option is out of its range or data does not fit the model, TypeError when
 *   it is no labelled images or an option is unknown
 */
export async function fit(
  model: tf.LayersModel,
  data: LabelledImages,
  options: TrainingOptions & { validation?: LabelledImages } = {},
): Promise<EpochRow[] & Displayable> {
  checkNames("fit", options, [...trainingOptions, "validation"]);
  const { validation, ...how } = options;
  if (validation !== undefined) requireLabelled("validation", validation);
  const live = liveCurve();
  const rows: EpochRow[] = [];
  let earlier = 0;
  for await (const { epoch, loss, accuracy, seconds } of train(model, data, how)) {
    await live.add({ name: model.name, epoch, loss, accuracy });
    if (!Number.isInteger(epoch)) continue;
    const tested = validation && (await evaluate(model, validation));
    rows.push({
      epoch,
      loss,
      accuracy,
      valLoss: tested?.loss ?? null,
      valAccuracy: tested?.accuracy ?? null,
      seconds: seconds - earlier,
    });
    earlier = seconds;
  }
  await live.done();
  const table = () => renderTable(rows, columns);
  return displayableTable(rows, table);
}

const columns: Column<EpochRow>[] = [
  { title: "Epoch", value: ({ epoch }) => epoch },
  { title: "Loss", value: ({ loss }) => loss, format: fourDecimals },
  { title: "Accuracy", value: ({ accuracy }) => accuracy, format: fourDecimals },
  { title: "Validation loss", value: ({ valLoss }) => valLoss, format: fourDecimals },
  { title: "Validation accuracy", value: ({ valAccuracy }) => valAccuracy, format: fourDecimals },
  { title: "Training, s", value: ({ seconds }) => seconds, format: (seconds) => seconds.toFixed(1) },
];

function fourDecimals(value: number): string {
  return value.toFixed(4);
}
