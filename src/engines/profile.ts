import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type * as tf from "@tensorflow/tfjs";
import { forwardPass } from "../inspect/calls";
import { bytesText, percent, quantile, sum } from "../inspect/numbers";
import { wholeNumber } from "../arguments/checks";
import { type Displayable, displayableTable } from "../notebook/display";
import { progressBar } from "../notebook/progress";
import { formatNumber, renderTable } from "../notebook/table";
import type { Session } from "./engine";
import type { Graph, Node } from "./onnx/graph";
import { attribute } from "./profile/attribution";
import { readEvents } from "./profile/events";
import { profileRows, type ProfileRow } from "./profile/rows";
import { counted, hardwareText, type Setting, setting, softwareText } from "./setting";
import { timePrediction } from "./timePrediction";

export type { ProfileRow } from "./profile/rows";

export interface ProfileOptions {
  /** Runs whose median is taken; 20 by default. */
  runs?: number;
}

/** Where the time of a network goes. */
export interface Profile extends Setting {
  name: string;
  batch: number;
  runs: number;
  /** In the order in which they run. */
  rows: ProfileRow[];
  totals: {
    /** Sum of the rows */
    medianMs: number;
    /** Median of the whole prediction, from the images' tensor to the output's values, by the wall clock. */
    predictMs: number;
    macs: number;
    bytes: number;
  };
  /** Layers that take no time: folded into others before the network runs, or without anything to do at inference. */
  idle: string[];
}

/** A model and a way to load it once more, with ONNX Runtime's profiler on. */
export interface Profiled {
  model: tf.LayersModel;
  graph: Graph;
  /** @param prefix of the file that the profiler writes when the session is disposed */
  load: (prefix: string) => Promise<Session>;
}

/** Before the runs that count. */
const WARM_UP = 3;

/**
 * Shows a progress bar.
 *
 * @throws RangeError if `runs` is not a whole number of at least 1
 */
export async function profile(
  images: tf.Tensor,
  { runs = 20 }: ProfileOptions,
  { model, graph, load }: Profiled,
): Promise<Profile & Displayable> {
  wholeNumber("runs", runs);
  const { engine, predictMs, executed } = await measure(images, runs, load);

  const [batch = 1] = images.shape;
  const { calls, outputs } = forwardPass(model, batch);
  const layerOf = layersByNode(new Map(calls.map(({ name, layer }) => [name, layer.getClassName()])));
  const rows = profileRows(attribute(graph, executed, layerOf), calls, outputs);
  const timed = new Set(rows.flatMap(({ layers }) => layers));
  const computing = calls.slice(model.inputs.length);
  return shown({
    name: model.name,
    batch,
    runs,
    ...setting(engine),
    rows,
    totals: {
      medianMs: sum(rows, ({ medianMs }) => medianMs),
      predictMs,
      macs: sum(rows, ({ macs }) => macs ?? 0),
      bytes: sum(rows, ({ bytes }) => bytes),
    },
    idle: computing.map(({ name }) => name).filter((name) => !timed.has(name)),
  });
}

/** In a session of its own, since the profiler is on from a session's start to its end and takes a little time itself. */
async function measure(images: tf.Tensor, runs: number, load: Profiled["load"]) {
  const folder = await mkdtemp(join(tmpdir(), "convbook-profile-"));
  const progress = progressBar(WARM_UP + runs, "Profiling");
  try {
    const session = await load(join(folder, "run"));
    const times: number[] = [];
    try {
      for (let run = 0; run < WARM_UP + runs; run++) {
        times.push(await timePrediction(session, images));
        progress.advance();
        await setImmediate(); // lets the progress out, and an interrupt in
      }
    } finally {
      await session.dispose();
    }
    const [file] = await readdir(folder);
    const executed = readEvents(await readFile(join(folder, file as string), "utf8"), runs);
    return { engine: session.engine, predictMs: quantile(times.slice(WARM_UP), 0.5), executed };
  } finally {
    progress.done();
    await rm(folder, { recursive: true });
  }
}

/** A node goes by its layer call's name, with the operator behind. A transpose serves the layers around it. */
function layersByNode(kinds: ReadonlyMap<string, string>): (node: Node) => string | undefined {
  return ({ name, op }) => {
    const call = name.slice(0, name.lastIndexOf("/"));
    const kind = kinds.get(call);
    return kind === undefined || (op === "Transpose" && kind !== "Permute") ? undefined : call;
  };
}

function shown(data: Profile): Profile & Displayable {
  const { name, batch, runs, rows, totals, idle } = data;
  const table = () =>
    renderTable(
      rows,
      [
        { title: "Layer", value: ({ layer, layers }) => layers.join(" + ") || layer },
        { title: "Type", value: ({ kind }) => kind },
        { title: "Operators", value: ({ operators }) => operators },
        { title: "Median, ms", value: ({ medianMs }) => medianMs, format: (ms) => ms.toFixed(3) },
        { title: "Share", value: ({ share }) => share, format: percent },
        { title: "MACs", value: ({ macs }) => macs },
        { title: "Bytes", value: ({ bytes }) => bytes },
        { title: "GFLOP/s", value: ({ gflops }) => gflops, format: (value) => value.toFixed(1) },
        { title: "FLOPs / byte", value: ({ intensity }) => intensity, format: (value) => value.toFixed(1) },
      ],
      {
        caption: [
          `Model: ${name}, batch ${batch}, ${hardwareText(data)}`,
          `medians of ${counted(runs, "run")}`,
          softwareText(data),
        ].join(", "),
        footer: [
          `Total: ${totals.medianMs.toFixed(2)} ms, the sum of the rows' medians; the whole prediction, from the images' tensor to the output's values: ${totals.predictMs.toFixed(2)} ms (median)`,
          `Total MACs: ${formatNumber(totals.macs)}; FLOPs = 2 x MACs`,
          `Total bytes: ${formatNumber(totals.bytes)} (${bytesText(totals.bytes)}); each input, weight and output of a row once, the least that must be moved`,
          ...(idle.length ? [`Without a time of their own: ${idle.join(", ")}`] : []),
        ],
      },
    );
  return displayableTable(data, table);
}
