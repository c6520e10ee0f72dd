import { type Displayable, displayableTable } from "../notebook/display";
import { formatNumber, renderTable } from "../notebook/table";
import type { Memory } from "./memory";
import type { InferenceMemory, TrainingMemory } from "./memoryUse";
import { bytesText } from "./numbers";
import { shapeText } from "./shapes";

/** Gives the data their table. */
export function shownMemory(data: Memory): Memory & Displayable {
  const { name, batch, optimizer, rows, totals, inference, training, largestBatches } = data;
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Layer (type)", value: ({ name, kind }) => `${name} (${kind})` },
        { title: "Output Shape", value: ({ outputShape }) => shapeText(outputShape) },
        { title: "Values", value: ({ values }) => values },
        { title: "Bytes", value: ({ activationBytes }) => activationBytes },
        { title: "Weights", value: ({ weights }) => weights },
        { title: "Biases", value: ({ biases }) => biases },
        { title: "Live bytes", value: ({ liveBytes }) => liveBytes },
      ],
      {
        caption: `Model: ${name}, a batch of ${batch}, 4 bytes a value; live: held at inference while the layer runs`,
        footer: [
          `Total values: ${formatNumber(totals.values)} (${bytesText(totals.activationBytes)}, ${mebibytesText(totals.activationBytes)})`,
          `Total weights and biases: ${formatNumber(totals.weights)} + ${formatNumber(totals.biases)} (${bytesText(inference.parameters)})`,
          `Inference: ${partsText(inference)}`,
          `Training with ${optimizer}: ${partsText(training)}`,
          ...largestBatches.map(
            (fit) =>
              `Largest batch in ${fit.gigabytes} GB: ${formatNumber(fit.inference)} for inference, ${formatNumber(fit.training)} for training`,
          ),
        ],
      },
    );
  return displayableTable(data, table);
}

function mebibytesText(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}

/** "parameters 553.43 MB + images 602.11 kB = 554.03 MB". */
function partsText({ total, ...parts }: InferenceMemory | TrainingMemory): string {
  const terms = Object.entries(parts).map(
    ([part, bytes]) => `${partNames[part] ?? part} ${bytesText(bytes)}`,
  );
  return `${terms.join(" + ")} = ${bytesText(total)}`;
}

const partNames: Record<string, string> = { activationGradients: "activation gradients" };
