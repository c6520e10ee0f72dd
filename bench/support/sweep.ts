import { progressBar } from "../../src/notebook/progress";
import { withPool, type Contestant } from "./contestants";
import { prepared, type Prepared } from "./folder";
import { race, type Result, type Rounds } from "./race";
import type { Network } from "./zoo";

/**
 * Engines race on one network after the other, with a bar on stderr.
 *
 * @param done called with each network's results
 * @param more writes what else a network's folder needs
 */
export async function sweep(
  networks: readonly Network[],
  contestants: readonly Contestant[],
  threads: number,
  rounds: Rounds,
  done: (results: Result[]) => void = () => undefined,
  more: (prepared: Prepared) => Promise<void> = () => Promise.resolve(),
): Promise<Result[]> {
  const progress = progressBar(networks.length * contestants.length * (1 + rounds.rounds), "Timing");
  const results: Result[] = [];
  try {
    await withPool(async (pool) => {
      for (const network of networks) {
        const rows = await prepared(network, async (prepared) => {
          await more(prepared);
          const entries = contestants.map((contestant) => ({ contestant, prepared }));
          return race(entries, pool, threads, rounds, (what) => progress.advance(what));
        });
        results.push(...rows);
        done(rows);
      }
    });
  } finally {
    progress.done();
  }
  return results;
}
