import os from "node:os";
import type * as tf from "@tensorflow/tfjs";
import { built } from "../engines/built";
import { summary } from "../inspect/summary";
import type { Entry } from "./turns";

/**
 * A network, or what builds it. `compare` disposes what is built for it; a model that was there before it leaves alone, given
 * as it is or by a function.
 */
export type Source = tf.LayersModel | (() => tf.LayersModel);

/** Without a name it goes by its model's. */
export interface NamedSource {
  name?: string;
  source: Source;
}

/**
 * Bytes of weights that networks may hold together before the next group begins: a sixth of the memory that is free,
 * since while a network loads it takes up to three times its weights, and those before it twice theirs. On machines with
 * less than 8 GB it is one network at a time.
 */
export function weightBudget(): number {
  if (Math.min(os.totalmem(), process.constrainedMemory() || Infinity) < 8e9) return 0;
  return process.availableMemory() / 6;
}

/**
 * Builds networks in groups of neighbours and hands each group to `work`, which takes network after network: one that was
 * built is disposed when the next is asked for, since an engine that has loaded it has its weights. A group is full when
 * the weights that it has handed out reach the budget, so it exceeds that by less than its last network: how large a
 * network is shows only once it is built.
 */
export async function inGroups<T>(
  sources: readonly NamedSource[],
  budget: number,
  work: (group: Iterable<Entry>) => Promise<T[]>,
): Promise<T[]> {
  const results: T[] = [];
  while (results.length < sources.length) {
    results.push(...(await work(nextGroup(sources.slice(results.length), budget))));
  }
  return results;
}

function* nextGroup(sources: readonly NamedSource[], budget: number): Generator<Entry> {
  let bytes = 0;
  for (const { name, source } of sources) {
    const { model, release } = built(typeof source === "function" ? source : () => source);
    try {
      bytes += summary(model).totals.bytes;
      yield { name: name ?? model.name, model };
    } finally {
      release();
    }
    if (bytes >= budget) return;
  }
}
