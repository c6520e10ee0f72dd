/**
 * What batch norm costs where it is fused into the convolutions: `npm run bench -- fused`. Each network with it and without it
 * takes turns on our engine for inference.
 */
import { renderTable } from "../src/notebook/table";
import { milliseconds } from "../src/timing/show";
import { ourEngines, withPool, type Contestant } from "./support/contestants";
import { prepared } from "./support/folder";
import { options } from "./support/options";
import { race, type Result } from "./support/race";
import { conditionsText, leave, times } from "./support/report";
import { usual, type NetworkName } from "./support/zoo";

const networks: NetworkName[] = ["AlexNet", "VGG-16", "CNN_5x5_Net"];
const rounds = { rounds: 10, runs: 2 };
const GOAL = 1.02;

async function main(): Promise<void> {
  const chosen = options();
  const engine = ourEngines(chosen).find(({ name }) => name === "onnxruntime");
  if (!engine) {
    console.log('The engine "onnxruntime" is not available here.');
    return;
  }
  const pairs: Result[][] = [];
  for (const name of networks) pairs.push(await pair(name, engine, chosen.threads));
  const columns = [
    { title: "Network", value: ([plain]: Result[]) => plain?.network },
    { title: "plain, ms", value: ([plain]: Result[]) => plain?.medianMs, format: milliseconds },
    { title: "with batch norm, ms", value: ([, normed]: Result[]) => normed?.medianMs, format: milliseconds },
    { title: `ratio (goal ≤ ${GOAL})`, value: costOf, format: times },
  ];
  console.log(renderTable(pairs, columns).text);
  console.log(conditionsText(pairs.flat(), chosen, rounds));
  await leave("fused", { conditions: { ...chosen, ...rounds }, results: pairs.flat() });
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

function costOf([plain, normed]: Result[]): number | undefined {
  const [without, withIt] = [plain?.medianMs, normed?.medianMs];
  return without === undefined || withIt === undefined ? undefined : withIt / without;
}

void main();
