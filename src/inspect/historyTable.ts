import type * as tf from "@tensorflow/tfjs";
import { renderTable } from "../notebook/table";

/** What `model.fit` returns, a row for each epoch; what was measured on validation data stands to the right. */
export function historyTable({ epoch, history }: tf.History): { text: string; html: string } {
  const isValidation = (name: string) => Number(name.startsWith("val_"));
  const measured = Object.entries(history).sort(([a], [b]) => isValidation(a) - isValidation(b));
  return renderTable(
    epoch.map((_, index) => index),
    [
      { title: "epoch", value: (index) => (epoch[index] as number) + 1 },
      ...measured.map(([title, values]) => ({
        title,
        // While a callback looks at it, a training's values may still be tensors.
        value: (index: number) => (typeof values[index] === "number" ? values[index] : undefined),
        align: "right" as const,
      })),
    ],
  );
}
