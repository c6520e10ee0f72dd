import { type LayerRows, type SummaryRow, sums } from "./summaryRows";

/** Layers that belong together, and what they hold in all. */
export interface SummaryBlock {
  name: string;
  params: number;
  trainable: number;
  nonTrainable: number;
  layers: SummaryRow[];
  /** The row of the nested model that the block is, if it is one. */
  model?: SummaryRow;
}

/** A model's blocks in the order in which their first layers stand; a nested model is one, whatever its name. */
export function blocksOf(rows: readonly LayerRows[]): SummaryBlock[] {
  const blocks = new Map<string | SummaryRow, Pick<SummaryBlock, "name" | "layers" | "model">>();
  for (const { row, inner } of rows) {
    if (inner) blocks.set(row, { name: row.name, layers: inner, model: row });
    else {
      const name = blockOf(row.name);
      const block = blocks.get(name) ?? { name, layers: [] };
      block.layers.push(row);
      blocks.set(name, block);
    }
  }
  return [...blocks.values()].map((block) => ({ ...block, ...sums(block.layers) }));
}

/**
 * The block that a layer's name tells, of names as stage_block_op: the name up to its part `block…`
 * (`conv2_block1_conv2_bn` lies in `conv2_block1`), or else up to the first part with a number (`inception_3a_1x1` lies
 * in `inception_3a`, `fc1_relu` in `fc1`). A name without a number stands for itself.
 */
export function blockOf(name: string): string {
  const parts = name.split("_");
  const block = parts.findIndex((part) => /^block/i.test(part));
  const last = parts.findIndex((part, i) => i >= block && isNumbered(part));
  return last < 0 ? name : parts.slice(0, last + 1).join("_");
}

/** The 2 in `conv2d` and `max_pooling2d`, as Keras names layers, is no number of a block. */
function isNumbered(part: string): boolean {
  return /\d/.test(part) && !/(conv|ing)\dd$/i.test(part);
}
