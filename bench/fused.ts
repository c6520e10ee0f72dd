/**
 * What batch norm costs where it is fused into the convolutions: `npm run bench -- fused`. Each network with it and without it
 * takes turns on our engine for inference.
 */
import { renderTable } from "../src/notebook/table";
import { milliseconds } from "../src/timing/show";
import { ourEngines, withPool, type Contestant } from "./support/contestants";
import { prepared } from "./support/folder";
import type { Goal } from "./support/goals";
import { options } from "./support/options";
import { race, type Result } from "./support/race";
import { timed } from "./support/ratios";
import { conditionsText, goalsTable, keeping, leave, paragraphs } from "./support/report";
import { usual, type NetworkName } from "./support/zoo";

const networks: NetworkName[] = ["AlexNet", "VGG-16", "CNN_5x5_Net"];
const rounds = { rounds: 10, runs: 2 };

/** The ratio of the network with batch norm to that without. */
const GOAL = 1.02;

async function main(): Promise<void> {
  const chosen = options();
  const engine = ourEngines(chosen).find(({ name }) => name === "onnxruntime");
  if (!engine) {
    console.log('The engine "onnxruntime" is not available here.');
    return;
  }
  const conditions = { ...chosen, ...rounds };
  const keep = keeping("fused", conditions);
  const pairs: Result[][] = [];
  for (const name of networks) {
    const results = await pair(name, engine, chosen.threads);
    keep(results);
    pairs.push(results);
  }
  const columns = [
    { title: "Network", value: ([plain]: Result[]) => plain?.network },
    { title: "plain, ms", value: ([plain]: Result[]) => plain?.medianMs, format: milliseconds },
    { title: "with batch norm, ms", value: ([, normed]: Result[]) => normed?.medianMs, format: milliseconds },
  ];
  const results = pairs.flat();
  const goals = pairs.flatMap(goalsOf);
  const text = paragraphs(
    renderTable(pairs, columns).text,
    conditionsText(results, chosen, rounds),
    ...results.flatMap(({ network, failure }) => (failure ? [`${network} is not timed: ${failure}`] : [])),
    goalsTable(goals),
  );
  await leave("fused", { text, data: { conditions, results, goals } });
}

/** The network without and with batch norm; a process for each, since an engine takes part once. */
function pair(name: NetworkName, engine: Contestant, threads: number): Promise<Result[]> {
  return prepared(usual(name), (plain) =>
    prepared(usual(`${name}_BN` as NetworkName), (normed) => {
      const entries = [plain, normed].map((prepared) => ({ contestant: { ...engine }, prepared }));
      return withPool((pool) => race(entries, pool, threads, rounds));
    }),
  );
}

function goalsOf(pair: Result[]): Goal[] {
  const [plain, normed] = timed(pair);
  if (!plain || !normed) return [];
  const what = `${normed.network} / ${plain.network}, fused`;
  return [{ what, value: normed.medianMs / plain.medianMs, goal: GOAL }];
}

void main();
