import type { LayerItem } from "./pattern";

/** What lies between two poolings. */
export interface Stage {
  /** Each convolution, and whether a RELU follows it */
  convolutions: { relu: boolean }[];
  /** The POOL that closes the stage; the last stage may have none */
  pool?: LayerItem;
}

/** A pattern's layers as a network has them. */
export interface Plan {
  stages: Stage[];
  /** Number of dense layers before the last */
  hidden: number;
}

/** @param layers in an order that `checkOrder` has let through */
export function planOf(layers: readonly LayerItem[]): Plan {
  const stages: Stage[] = [];
  let open: Stage = { convolutions: [] };
  let dense = 0;
  for (const item of layers) {
    const last = open.convolutions.at(-1);
    if (item.layer === "CONV") open.convolutions.push({ relu: false });
    if (item.layer === "RELU" && last && dense === 0) last.relu = true;
    if (item.layer === "FC" || item.layer === "OUTPUT") dense++;
    if (item.layer === "POOL") {
      stages.push({ ...open, pool: item });
      open = { convolutions: [] };
    }
  }
  if (open.convolutions.length > 0) stages.push(open);
  return { stages, hidden: dense - 1 };
}
