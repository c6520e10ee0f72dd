import { setTimeout } from "node:timers/promises";
import { statistics, type Statistics } from "../../src/timing/statistics";
import { apart, TOLERANCE } from "./agreement";
import type { Contestant, Pool, Precision } from "./contestants";
import type { Prepared } from "./folder";
import type { Peer } from "./peer";
import { IMAGES } from "./protocol";

/** How often each engine has its turn, and what it does then. */
export interface Rounds {
  rounds: number;
  /** Timed runs of a turn, after one that is not: the caches hold what the engine before it left there. */
  runs: number;
}

/** One engine's times on one network, in milliseconds; or why it has none. */
export interface Result extends Partial<Statistics> {
  network: string;
  side: number;
  batch: number;
  engine: string;
  ours: boolean;
  precision: Precision;
  version?: string;
  threads?: number;
  /** The fastest of the ways that it has to run the network, with what each took. */
  variant?: string;
  candidatesMs?: Record<string, number>;
  loadSeconds?: number;
  /** From TF.js's answer, by the parity rule, before the softmax. */
  difference?: number;
  samplesMs?: number[];
  /** Memory did not hold all engines' weights: it had its turns one after the other, with no other in between. */
  alone?: boolean;
  failure?: string;
}

/** One engine on one network. An engine takes part once in a race. */
export interface Entry {
  contestant: Contestant;
  prepared: Prepared;
}

interface Racer extends Entry {
  peer: Peer;
  result: Result;
}

/** After a turn engines' threads spin for a while before they sleep; the next one starts when they do. */
const REST_MS = 20;

/** How many times its weights an engine may take while it loads, finds its fastest way and runs. */
const COPIES = 3;

/**
 * Lets engines run networks by turns, each in its own process, one at a time: what drifts meets all alike. What each answers is
 * compared first; one that disagrees (in fp32 by more than 1e-4) or fails is reported with the reason and not timed. Where memory
 * does not hold all engines' weights, they come one after the other.
 *
 * @param told called with what goes on
 */
export async function race(
  entries: readonly Entry[],
  pool: Pool,
  threads: number,
  rounds: Rounds,
  told: (what: string) => void = () => undefined,
): Promise<Result[]> {
  const bytes = entries.reduce((sum, { prepared }) => sum + COPIES * prepared.weightBytes, 0);
  if (bytes < process.availableMemory()) return together(entries, pool, threads, rounds, told);
  const results: Result[] = [];
  for (const entry of entries) {
    const own = await together([entry], pool, threads, rounds, told);
    results.push(...own.map((result) => ({ ...result, alone: true })));
  }
  return results;
}

async function together(
  entries: readonly Entry[],
  pool: Pool,
  threads: number,
  { rounds, runs }: Rounds,
  told: (what: string) => void,
): Promise<Result[]> {
  const racers = entries.map((entry) => enter(entry, pool));
  for (const racer of racers) {
    told(`${racer.result.network}: ${racer.result.engine} loads`);
    await attempt(racer, pool, () => getReady(racer, threads));
  }
  for (let round = 0; round < rounds; round++) {
    for (const racer of racers) {
      told(`${racer.result.network}: ${racer.result.engine}`);
      await setTimeout(REST_MS);
      await attempt(racer, pool, () => turn(racer, runs));
    }
  }
  for (const racer of racers) await attempt(racer, pool, () => racer.peer.ask("unload", {}));
  return racers.map(({ result }) => withStatistics(result));
}

function enter({ contestant, prepared }: Entry, pool: Pool): Racer {
  const { name: engine, ours, precision } = contestant;
  const { name: network, side, batch } = prepared.network;
  const result = { network, side, batch, engine, ours, precision };
  return { contestant, prepared, peer: pool.peer(contestant), result };
}

/** Does the work unless the engine has failed before. */
async function attempt(
  { contestant, result }: Racer,
  pool: Pool,
  work: () => Promise<unknown>,
): Promise<void> {
  if (result.failure !== undefined) return;
  try {
    await work();
  } catch (error) {
    result.failure = (error as Error).message;
    await pool.end(contestant); // its memory is free for the others
  }
}

/** Loads the network, compares the answer and finds the fastest way; the answer again that way. */
async function getReady({ peer, prepared, result }: Racer, threads: number): Promise<void> {
  const { folder, network } = prepared;
  const { seconds, version, threads: used = threads } = await peer.ask("load", { folder, network, threads });
  Object.assign(result, { loadSeconds: seconds, version, threads: used });
  await compare();
  const { variant, candidatesMs } = await peer.ask("tune", {});
  if (variant !== undefined) {
    Object.assign(result, { variant, candidatesMs });
    await compare();
  }

  async function compare(): Promise<void> {
    const { values } = await peer.ask("answer", { images: IMAGES });
    const { answer } = prepared;
    result.difference = apart(answer, values, answer.length / network.batch);
    if (result.precision === "fp32" && !(result.difference <= TOLERANCE))
      throw new Error(`its answer is ${result.difference.toExponential(1)} from TF.js's`);
  }
}

async function turn({ peer, result }: Racer, runs: number): Promise<void> {
  const { ms } = await peer.ask("run", { times: 1 + runs });
  result.samplesMs = [...(result.samplesMs ?? []), ...ms.slice(1)];
}

function withStatistics(result: Result): Result {
  if (!result.samplesMs || result.failure !== undefined) return result;
  return { ...result, ...statistics(result.samplesMs) };
}
