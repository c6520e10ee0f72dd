import type * as tf from "@tensorflow/tfjs";
import { type Call, isOfItsKind, untranslatable } from "../rule";

/** What a recurrent layer does at each step. */
export interface Cell {
  layer: tf.layers.Layer;
  kind: CellKind;
  /** The size of its output and of each of its states */
  units: number;
  /** Names of TF.js's functions; `recurrentActivation` is that of the gates */
  activation: string;
  recurrentActivation?: string;
  useBias: boolean;
}

export type CellKind = "SimpleRNNCell" | "GRUCell" | "LSTMCell";

/** How many states a cell has; its output is the first. */
export const statesOf: Readonly<Record<CellKind, number>> = { SimpleRNNCell: 1, GRUCell: 1, LSTMCell: 2 };

/** The cells of a recurrent layer, each of which takes the outputs of the one before it. */
export function cellsOf(call: Call, layer: tf.layers.Layer): Cell[] {
  const within = (cell: tf.layers.Layer): Cell[] => {
    const kind = cell.getClassName();
    const { cells } = cell as { cells?: tf.layers.Layer[] };
    const known = isOfItsKind(cell);
    if (known && kind === "StackedRNNCells" && cells) return cells.flatMap(within);
    if (!known || !Object.hasOwn(statesOf, kind)) {
      const kinds = [...Object.keys(statesOf), "StackedRNNCells"].join(", ");
      throw untranslatable(
        call,
        `the cell "${cell.name}" (${kind})`,
        `there is one for TensorFlow.js's ${kinds}`,
      );
    }
    return [{ ...(cell.getConfig() as unknown as Cell), layer: cell, kind: kind as CellKind }];
  };
  return within((layer as unknown as { cell: tf.layers.Layer }).cell);
}
