import { hardwareText, type Setting, softwareText } from "../engines/setting";
import { type Displayable, displayableTable } from "../notebook/display";
import { type Column, renderTable } from "../notebook/table";
import type { TrainingOptions } from "./plan";

/** A point of a network's learning curve. */
export interface CurvePoint {
  name: string;
  /** Epochs behind, with the fraction of this one */
  epoch: number;
  /** Means over this epoch so far, on the images that the network learns from */
  loss: number;
  accuracy: number;
}

/** What a network reached, and everything that its numbers mean nothing without. Plain data: JSON holds all of it. */
export interface TrainedNetwork extends Required<TrainingOptions>, Setting {
  name: string;
  /** All parameters, batch norm's moving statistics included */
  params: number;
  /** Multiply-adds for one image */
  macs: number;
  /** Share of the test images that it names right, after training */
  testAccuracy: number;
  /** Mean cross-entropy on the test images, in nats */
  testLoss: number;
  /** Of training, without the test */
  seconds: number;
  /** Ten points an epoch */
  curve: CurvePoint[];
  trainImages: number;
  testImages: number;
}

const columns: Column<TrainedNetwork>[] = [
  { title: "Network", value: ({ name }) => name },
  { title: "Parameters", value: ({ params }) => params },
  { title: "MACs", value: ({ macs }) => macs },
  {
    title: "Test accuracy",
    value: ({ testAccuracy }) => testAccuracy,
    format: (share) => `${(100 * share).toFixed(2)} %`,
  },
  { title: "Test loss", value: ({ testLoss }) => testLoss, format: (loss) => loss.toFixed(4) },
  { title: "Training, s", value: ({ seconds }) => seconds, format: (s) => s.toFixed(1) },
];

/** Gives rows their table, with the conditions as its caption. @param remarks lines below it */
export function withTrainingTable(
  rows: TrainedNetwork[],
  remarks: readonly string[] = [],
): TrainedNetwork[] & Displayable {
  const [first] = rows;
  const table = () =>
    renderTable(rows, columns, { ...(first && { caption: conditionsText(first) }), footer: remarks });
  return displayableTable(rows, table);
}

/** How and where the networks were trained, in one line. */
function conditionsText(at: TrainedNetwork): string {
  return [
    `${at.trainImages.toLocaleString("en-US")} images, ${at.testImages.toLocaleString("en-US")} to test`,
    `${at.epochs} epochs`,
    `batch ${at.batchSize}`,
    `Adam at ${at.learningRate}`,
    `seed ${at.seed}`,
    hardwareText(at),
    softwareText(at),
  ].join(", ");
}
