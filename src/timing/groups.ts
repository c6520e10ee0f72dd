import os from "node:os";
import type * as tf from "@tensorflow/tfjs";
import { discard } from "../engines/discard";
import { usable } from "../inspect/usable";
import { summary } from "../inspect/summary";
import type { Entry } from "./turns";

/** A network, or what builds it. What `compare` builds it disposes; a model that it is given it leaves alone. */
export type Source = tf.LayersModel | (() => tf.LayersModel);

/** Without a name it goes by its model's. */
export interface NamedSource {
  name?: string;
  source: Source;
}

const GiB = 2 ** 30;

/**
 * Bytes of weights that networks may hold together before the next group begins: 1 GiB, less where less than three
 * times that is free, and one network at a time on machines with less than 8 GB.
 */
export function weightBudget(): number {
  if (Math.min(os.totalmem(), process.constrainedMemory() || Infinity) < 8e9) return 0;
  return Math.min(GiB, process.availableMemory() / 3);
}

/**
 * Builds networks in groups of neighbours and hands each group to `work`. A group is full when its weights reach the
 * budget, so it exceeds that by less than its last network: how large a network is shows only once it is built.
 */
export async function inGroups<T>(
  sources: readonly NamedSource[],
  budget: number,
  work: (group: Entry[]) => Promise<T[]>,
): Promise<T[]> {
  const results: T[] = [];
  while (results.length < sources.length) {
    const built: tf.LayersModel[] = [];
    try {
      results.push(...(await work(nextGroup(sources.slice(results.length), budget, built))));
    } finally {
      for (const model of built) discard(model);
    }
  }
  return results;
}

/** @param built takes up the models that were built, also if building one of them throws */
function nextGroup(sources: readonly NamedSource[], budget: number, built: tf.LayersModel[]): Entry[] {
  const group: Entry[] = [];
  let bytes = 0;
  for (const { name, source } of sources) {
    if (group.length > 0 && bytes >= budget) break;
    const model = typeof source === "function" ? source() : source;
    usable(model);
    if (model !== source) built.push(model);
    bytes += summary(model).totals.bytes;
    group.push({ name: name ?? model.name, model });
  }
  return group;
}
