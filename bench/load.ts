/**
 * How long it takes to load a network and how much memory: `npm run bench -- load`. Each engine and network in a fresh process.
 * Ours make a session of a model that is in memory, so that ONNX's export is part of it; the peers read weights or an ONNX file
 * from the disk's cache. Memory is the most that the process took beyond what it had before the network was there, in
 * multiples of the weights: in ours the model is in it.
 */
import { bars } from "../src/charts";
import { type Column, renderTable } from "../src/notebook/table";
import { progressBar } from "../src/notebook/progress";
import { quantile } from "../src/timing/statistics";
import { chosenPeers, type Contestant, ourEngines, singlePrecision } from "./support/contestants";
import { prepared, type Prepared } from "./support/folder";
import { options } from "./support/options";
import { IMAGES } from "./support/protocol";
import { leave, times } from "./support/report";
import { names, usual } from "./support/zoo";

const ROUNDS = 3;

interface Loading {
  network: string;
  engine: string;
  ours: boolean;
  weightBytes: number;
  seconds: number;
  peakBytes: number;
}

const columns: Column<Loading>[] = [
  { title: "Network", value: ({ network }) => network },
  { title: "Engine", value: ({ engine, ours }) => (ours ? `${engine} (ours)` : engine) },
  { title: "Load, s", value: ({ seconds }) => seconds, format: times },
  { title: "Peak, MB", value: ({ peakBytes }) => Math.round(peakBytes / 1e6) },
  { title: "Peak / weights", value: ({ peakBytes, weightBytes }) => peakBytes / weightBytes, format: times },
];

async function main(): Promise<void> {
  const chosen = options();
  const contestants = [...ourEngines(chosen), ...chosenPeers(chosen, singlePrecision)];
  const progress = progressBar(names.length * contestants.length * ROUNDS, "Loading");
  const rows: Loading[] = [];
  for (const name of names) {
    await prepared(usual(name), async (network) => {
      const loadings = contestants.map(() => [] as Loading[]);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [i, contestant] of contestants.entries()) {
          loadings[i]?.push(await loaded(contestant, network, chosen.threads));
          progress.advance(`${name}: ${contestant.name}`);
        }
      }
      rows.push(...loadings.map(medianOf));
    });
  }
  progress.done();
  console.log(renderTable(rows, columns).text);
  const chart = bars(rows, {
    x: "network",
    y: "seconds",
    series: "engine",
    log: true,
    yTitle: "loading (s)",
  });
  await leave("load", { conditions: { ...chosen, rounds: ROUNDS }, rows }, { load: chart });
}

/** Loads in a new process and runs once: some engines do part of the work then. */
async function loaded(contestant: Contestant, network: Prepared, threads: number): Promise<Loading> {
  const peer = contestant.start();
  try {
    const { folder, weightBytes } = network;
    const { seconds } = await peer.ask("load", { folder, network: network.network, threads });
    await peer.ask("answer", { images: IMAGES });
    const { beforeBytes, peakBytes } = await peer.ask("memory", {});
    const { name: engine, ours } = contestant;
    return {
      network: network.network.name,
      engine,
      ours,
      weightBytes,
      seconds,
      peakBytes: peakBytes - beforeBytes,
    };
  } finally {
    await peer.end();
  }
}

function medianOf(loadings: Loading[]): Loading {
  const median = (column: "seconds" | "peakBytes") =>
    quantile(
      loadings.map((loading) => loading[column]),
      0.5,
    );
  return { ...(loadings[0] as Loading), seconds: median("seconds"), peakBytes: median("peakBytes") };
}

void main();
