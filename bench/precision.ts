/**
 * Fewer bits: our int8 beside Python's own quantization of the same network by the same images, in ONNX Runtime and in OpenVINO,
 * OpenVINO's bf16, and the fastest engines in fp32: `npm run bench -- precision`. Differences are those that rounding makes.
 */
import { join } from "node:path";
import { bars } from "../src/charts";
import { chosenPeers, ourEngines, ourInt8 } from "./support/contestants";
import type { Prepared } from "./support/folder";
import { int8Goals } from "./support/goals";
import { options } from "./support/options";
import { run } from "./support/program";
import { timed } from "./support/ratios";
import { goalsTable, keeping, leave, paragraphs, raceTables, raceText } from "./support/report";
import { sweep } from "./support/sweep";
import { usual, type NetworkName } from "./support/zoo";

/** Batch norm is folded before networks are quantized: with it and without they are the same. */
const networks: NetworkName[] = ["AlexNet_BN", "VGG-16", "CNN_5x5_Net", "ResNet-34", "MobileNet"];
const rounds = { rounds: 5, runs: 2 };

async function main(): Promise<void> {
  const chosen = options();
  const contestants = [
    ...ourEngines(chosen).filter(({ name }) => name === "onnxruntime"),
    ...ourInt8(chosen),
    ...chosenPeers(chosen, ["onnxRuntime", "openVino", "openVinoBf16", "onnxRuntimeInt8", "openVinoInt8"]),
  ];
  const quantize = async ({ network, folder }: Prepared) => {
    if (chosen.python === undefined) return;
    try {
      await run(chosen.python, [join(__dirname, "peers", "quantize.py"), folder]);
    } catch (error) {
      console.error(`${network.name} is not quantized in Python: ${(error as Error).message}`);
    }
  };
  const conditions = { ...chosen, ...rounds };
  const results = await sweep(
    networks.map(usual),
    contestants,
    chosen.threads,
    rounds,
    keeping("precision", conditions),
    quantize,
  );

  const goals = int8Goals(results);
  const chart = bars(timed(results), { x: "network", y: "medianMs", series: "engine", log: true });
  const text = paragraphs(raceTables(results), raceText(results, chosen, rounds), goalsTable(goals));
  await leave("precision", { text, data: { conditions, results, goals }, charts: { precision: chart } });
}

void main();
