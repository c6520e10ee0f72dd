/**
 * Single-image inference side by side: our engines, PyTorch, TensorFlow, Keras, ONNX Runtime and OpenVINO take turns on the
 * assignment's six networks and three more, with the same weights. This is what `npm run bench` measures.
 */
import { bars } from "../src/charts";
import { chosenPeers, ourEngines, singlePrecision } from "./support/contestants";
import { goals } from "./support/goals";
import { options } from "./support/options";
import type { Result, Rounds } from "./support/race";
import { timed } from "./support/ratios";
import { raceText, goalsTable, leave, raceTables } from "./support/report";
import { sweep } from "./support/sweep";
import { names, usual } from "./support/zoo";

const rounds: Rounds = { rounds: 7, runs: 2 };

async function main(): Promise<void> {
  const chosen = options();
  const contestants = [...ourEngines(chosen), ...chosenPeers(chosen, [...singlePrecision, "openVinoBf16"])];
  const show = (rows: Result[]) => console.log(`${raceTables(rows)}\n`);
  const results = await sweep(names.map(usual), contestants, chosen.threads, rounds, show);

  console.log(raceText(results, chosen, rounds));
  const reached = goals(results);
  if (reached.length > 0) console.log(`\n${goalsTable(reached)}`);
  const chart = bars(timed(results), {
    x: "network",
    y: "medianMs",
    series: "engine",
    log: true,
    title: "Single-image inference by engine",
  });
  const data = { conditions: { ...chosen, ...rounds }, results, goals: reached };
  await leave("inference", data, { inference: chart });
}

void main();
