import { setTimeout } from "node:timers/promises";
import { quantile } from "../../src/inspect/numbers";
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
  /** The median of the race's first engine in the rounds of this one's group. */
  besideMs?: number;
  /** In so many groups the engines raced: memory did not hold more of them at once. */
  groups?: number;
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

/** How many times its weights an engine takes at most while it loads (2 to 4 were measured), unless its contestant says more. */
const COPIES = 4;

/** An engine that is slow has its turn in one of so many rounds. */
const SLOW_EVERY = 3;

/**
 * Lets engines run networks by turns, each in its own process, one at a time: what drifts meets all alike. What each answers is
 * compared first; one that disagrees (in fp32 by more than 1e-4) or fails is reported with the reason and not timed.
 *
 * Where memory does not hold all at once, they race in groups of as many as it does, and the first engine races in each: so ratios
 * hold from group to group, by way of its times.
 *
 * @param told called with what goes on
 * @param free bytes of memory that are there for the next engine
 */
export async function race(
  entries: readonly Entry[],
  pool: Pool,
  threads: number,
  rounds: Rounds,
  told: (what: string) => void = () => undefined,
  free: () => number = () => process.availableMemory(),
): Promise<Result[]> {
  const racers = entries.map((entry) => enter(entry, pool));
  const [first, ...waiting] = racers as [Racer, ...Racer[]];
  const load = async (racer: Racer) => {
    told(`${racer.result.engine} loads`);
    await attempt(racer, pool, () => getReady(racer, threads));
  };
  const unload = (racer: Racer) => attempt(racer, pool, () => racer.peer.ask("unload", {}));

  await load(first);
  let groups = 0;
  do {
    const group: Racer[] = [];
    for (let next = waiting[0]; next && (group.length === 0 || needs(next) < free()); next = waiting[0]) {
      waiting.shift();
      await load(next);
      group.push(next);
    }
    groups++;
    await takeTurns([first, ...group], pool, rounds, told);
    for (const racer of group) await unload(racer);
  } while (waiting.length > 0);
  await unload(first);
  if (first.result.samplesMs) first.result.besideMs = quantile(first.result.samplesMs, 0.5);
  return racers.map(({ result }) => withStatistics({ ...result, groups }));
}

/** Bytes of memory, at most, until it is ready to run. */
function needs({ contestant: { copies = COPIES }, prepared }: Racer): number {
  return copies * prepared.weightBytes;
}

/** Notes beside each engine's times how long the first one took in the same rounds. */
async function takeTurns(
  racers: readonly [Racer, ...Racer[]],
  pool: Pool,
  { rounds, runs }: Rounds,
  told: (what: string) => void,
): Promise<void> {
  const [first] = racers;
  const before = first.result.samplesMs?.length ?? 0;
  for (let round = 0; round < rounds; round++) {
    for (const racer of racers) {
      if (racer.contestant.slow && round % SLOW_EVERY !== 0) continue;
      told(racer.result.engine);
      await setTimeout(REST_MS);
      await attempt(racer, pool, () => turn(racer, runs));
    }
  }
  const samples = first.result.samplesMs?.slice(before) ?? [];
  if (samples.length === 0) return;
  for (const { result } of racers) result.besideMs = quantile(samples, 0.5);
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
