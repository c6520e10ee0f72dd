import { progressBar } from "../../src/notebook/progress";
import { withPool, type Contestant } from "./contestants";
import { prepared, type Prepared } from "./folder";
import { race, type Result, type Rounds } from "./race";
import type { Network } from "./zoo";

/**
 * Engines race on one network after the other, each with a bar on stderr.
 *
 * @param done called with each network's results
 * @param more writes what else a network's folder needs
 */
export async function sweep(
  networks: readonly Network[],
  contestants: readonly Contestant[],
  threads: number,
  rounds: Rounds,
  done: (results: Result[]) => void,
  more: (prepared: Prepared) => Promise<void> = () => Promise.resolve(),
): Promise<Result[]> {
  return withPool(async (pool) => {
    const results: Result[] = [];
    for (const [i, network] of networks.entries()) {
      const title = `${networkText(network)} (${i + 1} of ${networks.length})`;
      const rows = await withProgress(contestants.length * (1 + rounds.rounds), title, (told) =>
        prepared(network, async (prepared) => {
          await more(prepared);
          const entries = contestants.map((contestant) => ({ contestant, prepared }));
          return race(entries, pool, threads, rounds, told);
        }),
      );
      results.push(...rows);
      done(rows);
    }
    return results;
  });
}

async function withProgress<T>(
  steps: number,
  title: string,
  work: (told: (what: string) => void) => Promise<T>,
): Promise<T> {
  const progress = progressBar(steps, title);
  try {
    return await work((what) => progress.advance(what));
  } finally {
    progress.done();
  }
}

function networkText({ name, side, batch }: Network): string {
  return `${name}, ${batch} x ${side} x ${side}`;
}
