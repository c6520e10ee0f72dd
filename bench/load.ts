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
  /** The most that it took since before it had the network */
  peakBytes: number;
  /** Of these what was resident when loading began: the model that it makes its session of; 0 where it read the weights from the disk */
  modelBytes: number;
}

const copies = ({ peakBytes, weightBytes }: Loading) => peakBytes / weightBytes;
const copiesBeyond = ({ peakBytes, modelBytes, weightBytes }: Loading) =>
  (peakBytes - modelBytes) / weightBytes;

const columns: Column<Loading>[] = [
  { title: "Network", value: ({ network }) => network },
  { title: "Engine", value: ({ engine, ours }) => (ours ? `${engine} (ours)` : engine) },
  { title: "Load, s", value: ({ seconds }) => seconds, format: times },
  { title: "Peak, MB", value: ({ peakBytes }) => Math.round(peakBytes / 1e6) },
  { title: "Peak / weights", value: copies, format: times },
  { title: "Beyond the model / weights", value: copiesBeyond, format: times },
];

const footer = [
  `Medians of ${ROUNDS} fresh processes, which load the network and run it once.`,
  "Peak: the most of the process's memory that was resident at once, from before loading to after the run, less what was before it had the network:",
  "weights in the engine's own form, copies on the way, garbage not yet collected, and pages of files that it maps, which the system counts too.",
  "Ours makes its session of a TF.js model that is in memory, whose weights are part of the peak; beyond the model is the peak without what",
  "was resident when loading began: the model, and what TensorFlow has kept of the memory in which it was built. The others read the weights from the disk, so for them both are the same.",
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
    const { beforeBytes, peakBytes, modelBytes = 0 } = await peer.ask("memory", {});
    const { name: engine, ours } = contestant;
    return {
      network: network.network.name,
      engine,
      ours,
      weightBytes,
      seconds,
      peakBytes: peakBytes - beforeBytes,
      modelBytes,
    };
  } finally {
    await peer.end();
  }
}

function medianOf(loadings: Loading[]): Loading {
  const median = (column: "seconds" | "peakBytes" | "modelBytes") =>
    quantile(
      loadings.map((loading) => loading[column]),
      0.5,
    );
  const [first] = loadings as [Loading];
  return {
    ...first,
    seconds: median("seconds"),
    peakBytes: median("peakBytes"),
    modelBytes: median("modelBytes"),
  };
}

void main();
