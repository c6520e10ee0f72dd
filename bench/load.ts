/**
 * How long it takes to load a network and how much memory: `npm run bench -- load`. Each engine and network in a fresh process, by
 * turns. Ours make a session of a model that is in memory, so that ONNX's export is part of it; the peers read weights or an ONNX
 * file from the disk's cache.
 */
import { bars } from "../src/charts";
import { quantile } from "../src/inspect/numbers";
import { type Column, renderTable } from "../src/notebook/table";
import { progressBar } from "../src/notebook/progress";
import { chosenPeers, type Contestant, ourEngines, type PeerName } from "./support/contestants";
import { prepared, type Prepared } from "./support/folder";
import type { Goal } from "./support/goals";
import { options } from "./support/options";
import { IMAGES } from "./support/protocol";
import { goalsTable, leave, paragraphs, times } from "./support/report";
import { failuresOf, inTurns } from "./support/turns";
import { usual, type NetworkName } from "./support/zoo";

const networks: NetworkName[] = ["VGG-16", "CNN_5x5_Net"]; // the heaviest
const peers: readonly PeerName[] = ["onnxRuntime", "openVino", "torch", "keras"];
const ROUNDS = 3;

/** What VGG-16 may take on our engine for inference: seconds, and its weights' bytes so many times. */
const GOALS = { seconds: 0.8, copies: 2.5 };

interface Loading {
  network: string;
  engine: string;
  ours: boolean;
  weightBytes: number;
  seconds: number;
  peakBytes: number;
}

const copies = ({ peakBytes, weightBytes }: Loading) => peakBytes / weightBytes;

const columns: Column<Loading>[] = [
  { title: "Network", value: ({ network }) => network },
  { title: "Engine", value: ({ engine, ours }) => (ours ? `${engine} (ours)` : engine) },
  { title: "Load, s", value: ({ seconds }) => seconds, format: times },
  { title: "Peak, MB", value: ({ peakBytes }) => Math.round(peakBytes / 1e6) },
  { title: "Peak / weights", value: copies, format: times },
];

const footer = [
  `Medians of ${ROUNDS} fresh processes, which load the network and run it once.`,
  "Peak: the most that the process held at once, less what it held before it had the network.",
  "In ours that counts the TF.js model, one copy of the weights, which the session is made of; and files in memory that it maps.",
];

async function main(): Promise<void> {
  const chosen = options();
  const contestants = [...ourEngines(chosen), ...chosenPeers(chosen, peers)];
  const progress = progressBar(networks.length * contestants.length * ROUNDS, "Loading");
  const rows: Loading[] = [];
  const failures: string[] = [];
  for (const name of networks) {
    await prepared(usual(name), async (network) => {
      const run = async (contestant: Contestant) => {
        progress.advance(`${name}: ${contestant.name}`);
        return loaded(contestant, network, chosen.threads);
      };
      const turns = await inTurns(
        ROUNDS,
        contestants.map((contestant) => ({
          name: `${name}: ${contestant.name}`,
          run: () => run(contestant),
        })),
      );
      rows.push(...turns.flatMap(({ results }) => (results.length > 0 ? [medianOf(results)] : [])));
      failures.push(...failuresOf(turns));
    });
  }
  progress.done();
  const goals = rows.flatMap(goalsOf);
  const table = renderTable(rows, columns, { footer: [...footer, ...failures] }).text;
  const chart = bars(rows, {
    x: "network",
    y: "seconds",
    series: "engine",
    log: true,
    yTitle: "loading (s)",
  });
  const data = { conditions: { ...chosen, rounds: ROUNDS }, rows, goals };
  await leave("load", { text: paragraphs(table, goalsTable(goals)), data, charts: { load: chart } });
}

function goalsOf(loading: Loading): Goal[] {
  const { network, engine, seconds } = loading;
  if (network !== "VGG-16" || engine !== "onnxruntime") return [];
  return [
    { what: "VGG-16: onnxruntime loads, export included, s", value: seconds, goal: GOALS.seconds },
    { what: "VGG-16: peak memory / weights", value: copies(loading), goal: GOALS.copies },
  ];
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
