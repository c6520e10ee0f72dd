import * as tf from "@tensorflow/tfjs";
import { load, type Precision, type Session } from "../engines";
import { bytesText } from "../inspect/numbers";
import { usable } from "../inspect/usable";
import { checkNames } from "../arguments/optionNames";
import type { Displayable } from "../notebook/display";
import { progressBar } from "../notebook/progress";
import type { Column } from "../notebook/table";
import { type LabelledImages, requireFit } from "../training/data";
import { noiseLike } from "./noise";
import { protocol, type Protocol, type TimeOptions, type Timing } from "./protocol";
import { timeColumns, withTable } from "./show";
import { batchShape, type Contestant, runsEach, timeSessions } from "./turns";

export interface PrecisionOptions extends Pick<TimeOptions, "threads" | "batch" | "warmUp" | "runs"> {
  /** Typical images, [n, …], which tell the range of each layer's values. */
  calibration: tf.Tensor;
  /** Images and one-hot labels to test with. Without them there is no accuracy. */
  test?: LabelledImages;
}

/** What a network does at one precision. */
export interface PrecisionRow extends Timing {
  /** Of the weights */
  bytes: number;
  /** From float32's outputs: max|a - b| / max|a| over the test images, or else the calibration images. */
  difference: number;
  /** Share of the test images whose most probable class is the right one. */
  accuracy?: number;
}

/**
 * Runs a network in ONNX Runtime with float32 and with integers of 8 bits: time (by turns, on noise of the calibration's range), size, how far the
 * outputs are apart, and accuracy. It shows a progress bar.
 *
 * @returns a row for "float32" and one for "int8"; shows itself as a table
 * @throws TypeError without calibration images, as `load` and `time` do, and if the test data does not fit the model as `evaluate` does
 */
export async function comparePrecisions(
  model: tf.LayersModel,
  options: PrecisionOptions,
): Promise<PrecisionRow[] & Displayable> {
  usable(model);
  checkNames("comparePrecisions", options, ["calibration", "test", "threads", "batch", "warmUp", "runs"]);
  requireCalibration(options);
  const { calibration, test, ...how } = options;
  const chosen = protocol("comparePrecisions", { ...how, engine: "onnxruntime" });
  const shape = batchShape(model, chosen.batch);
  if (test) requireFit(model, test);
  const size = model.inputs[0]?.shape[0] ?? BATCH;
  const contestants: Contestant[] = [];
  const progress = progressBar(precisions.length * runsEach(chosen), "Timing");
  try {
    for (const precision of precisions) {
      const session = await loadAt(precision, model, calibration, chosen);
      contestants.push({ name: model.name, session, images: noiseLike(calibration, shape) });
    }
    const timings = await timeSessions(contestants, chosen, () => progress.advance());
    const outputs: Float32Array[] = [];
    for (const { session } of contestants)
      outputs.push(await outputsOf(session, test?.images ?? calibration, size));
    const rows = timings.map((timing, i): PrecisionRow => {
      const [output, { session }] = [outputs[i], contestants[i]] as [Float32Array, Contestant];
      return {
        ...timing,
        precision: precisions[i] as Precision,
        bytes: session.bytes,
        difference: difference(outputs[0] as Float32Array, output),
        ...(test && { accuracy: accuracy(output, test.labels) }),
      };
    });
    return withTable(rows, rows, test ? [...columns, accuracyColumn] : columns);
  } finally {
    progress.done();
    for (const { session, images } of contestants) {
      images.dispose();
      await session.dispose();
    }
  }
}

function requireCalibration(options: PrecisionOptions): void {
  const given: Partial<PrecisionOptions> = options; // a cell may hand in anything
  if (given.calibration !== undefined) return;
  throw new TypeError(
    "calibration is undefined: give { calibration: images }, typical images [n, …], for instance 100 of the training data.",
  );
}

const precisions: readonly Precision[] = ["float32", "int8"];

const [medianColumn, quartilesColumn] = timeColumns as [Column<Timing>, Column<Timing>];
const columns: Column<PrecisionRow>[] = [
  { title: "Precision", value: ({ precision }) => precision },
  medianColumn,
  quartilesColumn,
  { title: "Weights", value: ({ bytes }) => bytes, format: bytesText },
  { title: "Difference", value: ({ difference }) => difference, format: (value) => value.toPrecision(2) },
];
const accuracyColumn: Column<PrecisionRow> = {
  title: "Accuracy",
  value: ({ accuracy }) => accuracy,
  format: (value) => `${(100 * value).toFixed(2)} %`,
};

function loadAt(
  precision: Precision,
  model: tf.LayersModel,
  calibration: tf.Tensor,
  { loading }: Protocol,
): Promise<Session> {
  const how = { ...loading, precision };
  return load(model, precision === "int8" ? { ...how, calibration } : how);
}

/** Images that run together: enough to be fast, few enough for their activations to fit. */
const BATCH = 32;

async function outputsOf(session: Session, images: tf.Tensor, size: number): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  const [count = 0] = images.shape;
  for (let start = 0; start < count; start += size) {
    const batch = images.slice(start, Math.min(size, count - start));
    const output = await session.predict(batch);
    parts.push(await output.data<"float32">());
    tf.dispose([batch, output]);
  }
  const all = new Float32Array(parts.reduce((size, { length }) => size + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

/** max|a - b| / max|a| */
function difference(a: Float32Array, b: Float32Array): number {
  const greatest = (values: Float32Array) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return greatest(a.map((value, i) => value - (b[i] as number))) / greatest(a);
}

function accuracy(outputs: Float32Array, labels: tf.Tensor2D): number {
  return tf.tidy(
    () =>
      tf.metrics.categoricalAccuracy(labels, tf.tensor(outputs, labels.shape)).mean().dataSync()[0] as number,
  );
}
