import { bars } from "../../src/charts";
import type { Contestant } from "./contestants";
import type { Prepared } from "./folder";
import type { Goal } from "./goals";
import type { Options } from "./options";
import type { Result, Rounds } from "./race";
import { timed } from "./ratios";
import { goalsTable, keeping, leave, paragraphs, raceTables, raceText } from "./report";
import { sweep } from "./sweep";
import { usual, type NetworkName } from "./zoo";

/** Engines side by side on several networks. */
export interface Races {
  networks: readonly NetworkName[];
  contestants: readonly Contestant[];
  goals: (results: readonly Result[]) => Goal[];
  /** Of the chart */
  title: string;
  /** Writes what else a network's folder needs */
  more?: (prepared: Prepared) => Promise<void>;
  /** What else is to be said, once all is measured */
  closing?: () => string;
}

const rounds: Rounds = { rounds: 5, runs: 2 };

/** Prints each network's table as soon as it is there, then the goals, and leaves all in reports/bench under that name. */
export async function measureRaces(
  name: string,
  chosen: Options,
  { networks, contestants, goals, title, more, closing = () => "" }: Races,
): Promise<void> {
  const conditions = { ...chosen, ...rounds };
  const keep = keeping(name, conditions);
  const done = (rows: Result[]) => {
    keep(rows);
    console.log(`${raceTables(rows)}\n`);
  };
  const results = await sweep(networks.map(usual), contestants, chosen.threads, rounds, done, more);
  const reached = goals(results);
  const chart = bars(timed(results), { x: "network", y: "medianMs", series: "engine", log: true, title });
  await leave(name, {
    printed: raceTables(results),
    text: paragraphs(raceText(results, chosen, rounds), goalsTable(reached), closing()),
    data: { conditions, results, goals: reached },
    charts: { [name]: chart },
  });
}
