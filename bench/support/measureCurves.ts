import { allButWasm } from "./contestants";
import { curves, type Curves } from "./curves";
import type { Options } from "./options";
import type { Result, Rounds } from "./race";
import { timed } from "./ratios";
import { conditionsText, keeping, leave, paragraphs } from "./report";
import { sweep } from "./sweep";
import type { Network } from "./zoo";

/** Networks that all engines race on with so many threads. */
export interface Part {
  networks: readonly Network[];
  threads: number;
}

const rounds: Rounds = { rounds: 5, runs: 1 };

/** How the engines' times change with one quantity: a table and charts, in reports/bench under that name. */
export async function measureCurves(
  name: string,
  chosen: Options,
  parts: readonly Part[],
  along: Curves,
): Promise<void> {
  const conditions = { ...chosen, ...rounds };
  const keep = keeping(name, conditions);
  const results: Result[] = [];
  for (const { networks, threads } of parts) {
    // New processes each time: TensorFlow takes its threads when it starts.
    const contestants = allButWasm({ ...chosen, threads });
    results.push(...(await sweep(networks, contestants, threads, rounds, keep)));
  }
  const { table, charts } = curves(timed(results), along);
  const text = paragraphs(table, conditionsText(results, chosen, rounds));
  await leave(name, { text, data: { conditions, results }, charts });
}
