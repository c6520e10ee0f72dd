/**
 * Single-image inference side by side: our engines, PyTorch, TensorFlow, Keras, ONNX Runtime and OpenVINO take turns on the
 * assignment's six networks and three more, with the same weights. This is what `npm run bench` measures.
 */
import { bars } from "../src/charts";
import { renderTable } from "../src/notebook/table";
import { progressBar } from "../src/notebook/progress";
import { chosenPeers, type Contestant, ourEngines, singlePrecision } from "./support/contestants";
import { prepared } from "./support/folder";
import { options } from "./support/options";
import { race, type Result, type Rounds } from "./support/race";
import { timed } from "./support/ratios";
import { conditionsText, leave, raceTables, times } from "./support/report";
import { goals } from "./support/goals";
import { names, usual, type NetworkName } from "./support/zoo";

const rounds: Rounds = { rounds: 7, runs: 2 };

async function main(): Promise<void> {
  const chosen = options();
  const contestants = [...ourEngines(chosen), ...chosenPeers(chosen, [...singlePrecision, "openVinoBf16"])];
  const results: Result[] = [];
  for (const name of names) {
    const rows = await onNetwork(name, contestants, chosen.threads);
    console.log(`${raceTables(rows)}\n`);
    results.push(...rows);
  }

  console.log(conditionsText(results, chosen, rounds));
  const reached = goals(results);
  if (reached.length > 0) console.log(`\n${goalsTable(reached)}`);
  const chart = bars(timed(results), {
    x: "network",
    y: "medianMs",
    series: "engine",
    log: true,
    title: "Single-image inference by engine",
  });
  await leave("inference", { conditions: { ...chosen, ...rounds }, results, goals: reached }, chart);
}

function onNetwork(name: NetworkName, contestants: Contestant[], threads: number): Promise<Result[]> {
  const progress = progressBar(contestants.length * (1 + rounds.rounds), name);
  return prepared(usual(name), async (network) => {
    const entries = contestants.map((contestant) => ({ contestant, prepared: network }));
    const rows = await race(entries, threads, rounds, (what) => progress.advance(what));
    progress.done();
    return rows;
  });
}

function goalsTable(reached: ReturnType<typeof goals>): string {
  return renderTable(reached, [
    { title: "Ratio of medians", value: ({ what }) => what },
    { title: "here", value: ({ ratio }) => ratio, format: times },
    { title: "goal", value: ({ goal }) => `≤ ${goal}`, align: "right" },
    { title: "", value: ({ ratio, goal }) => (ratio <= goal ? "met" : "missed") },
  ]).text;
}

void main();
