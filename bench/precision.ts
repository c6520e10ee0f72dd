/**
 * Fewer bits: our int8 beside Python's own quantization of the same network by the same images, in ONNX Runtime and in OpenVINO,
 * OpenVINO's bf16, and the fastest engines in fp32: `npm run bench -- precision`. Differences are those that rounding makes.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { bars } from "../src/charts";
import { chosenPeers, ourEngines, ourInt8 } from "./support/contestants";
import type { Prepared } from "./support/folder";
import { int8Goals } from "./support/goals";
import { options } from "./support/options";
import type { Result } from "./support/race";
import { timed } from "./support/ratios";
import { raceText, goalsTable, leave, raceTables } from "./support/report";
import { sweep } from "./support/sweep";
import { names, usual } from "./support/zoo";

const rounds = { rounds: 7, runs: 2 };

async function main(): Promise<void> {
  const chosen = options();
  const contestants = [
    ...ourEngines(chosen).filter(({ name }) => name === "onnxruntime"),
    ...ourInt8(chosen),
    ...chosenPeers(chosen, ["onnxRuntime", "openVino", "openVinoBf16", "onnxRuntimeInt8", "openVinoInt8"]),
  ];
  const quantize = ({ folder }: Prepared) => {
    if (chosen.python === undefined) return;
    const script = join(__dirname, "peers", "quantize.py");
    execFileSync(chosen.python, [script, folder], { stdio: ["ignore", "ignore", "pipe"] });
  };
  const show = (rows: Result[]) => console.log(`${raceTables(rows)}\n`);
  const results = await sweep(names.map(usual), contestants, chosen.threads, rounds, show, quantize);

  console.log(raceText(results, chosen, rounds));
  const goals = int8Goals(results);
  if (goals.length > 0) console.log(`\n${goalsTable(goals)}`);
  const chart = bars(timed(results), { x: "network", y: "medianMs", series: "engine", log: true });
  await leave("precision", { conditions: { ...chosen, ...rounds }, results, goals }, { precision: chart });
}

void main();
