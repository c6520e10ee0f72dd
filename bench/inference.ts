/**
 * Single-image inference side by side: our engines, PyTorch, TensorFlow, Keras, ONNX Runtime and OpenVINO take turns on the
 * assignment's six networks and three more, with the same weights. This is what `npm run bench` measures.
 */
import { bars } from "../src/charts";
import { chosenPeers, ourEngines, singlePrecision } from "./support/contestants";
import { goals } from "./support/goals";
import { options } from "./support/options";
import type { Rounds } from "./support/race";
import { timed } from "./support/ratios";
import { goalsTable, keeping, leave, paragraphs, raceTables, raceText } from "./support/report";
import { sweep } from "./support/sweep";
import { names, usual } from "./support/zoo";

const rounds: Rounds = { rounds: 5, runs: 2 };

async function main(): Promise<void> {
  const chosen = options();
  const contestants = [...ourEngines(chosen), ...chosenPeers(chosen, [...singlePrecision, "openVinoBf16"])];
  const conditions = { ...chosen, ...rounds };
  const results = await sweep(
    names.map(usual),
    contestants,
    chosen.threads,
    rounds,
    keeping("inference", conditions),
  );

  const reached = goals(results);
  const chart = bars(timed(results), {
    x: "network",
    y: "medianMs",
    series: "engine",
    log: true,
    title: "Single-image inference by engine",
  });
  const text = paragraphs(raceTables(results), raceText(results, chosen, rounds), goalsTable(reached));
  await leave("inference", {
    text,
    data: { conditions, results, goals: reached },
    charts: { inference: chart },
  });
}

void main();
