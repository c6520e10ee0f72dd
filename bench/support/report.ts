import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { processor } from "../../src/engines/processor";
import { counted } from "../../src/engines/setting";
import type { Chart } from "../../src/charts";
import { jupyterDisplay } from "../../src/notebook/display";
import { type Column, renderTable } from "../../src/notebook/table";
import { milliseconds } from "../../src/timing/show";
import type { Goal } from "./goals";
import type { Options } from "./options";
import type { Result, Rounds } from "./race";
import { byNetwork, fastest } from "./ratios";

const root = join(__dirname, "..", "..");
const reports = join(root, "reports", "bench");

export const times = (ratio: number) => ratio.toFixed(2);

/** A table for each network: each engine's median, quartiles, and ratio to the fastest fp32 peer. */
export function raceTables(results: readonly Result[]): string {
  const tables = [...byNetwork(results)].map(([network, all]) => {
    const best = fastest(all);
    const caption = best && `${network}; ratios to ${best.engine}`;
    return renderTable(all, raceColumns(best?.medianMs), { caption: caption ?? network }).text;
  });
  return tables.join("\n\n");
}

function raceColumns(best: number | undefined): Column<Result>[] {
  return [
    { title: "Engine", value: ({ engine, ours }) => (ours ? `${engine} (ours)` : engine) },
    { title: "Median, ms", value: ({ medianMs }) => medianMs, format: milliseconds },
    { title: "Quartiles, ms", value: quartiles, align: "right" },
    { title: "Min, ms", value: ({ minMs }) => minMs, format: milliseconds },
    {
      title: "Ratio",
      value: ({ medianMs }) => (medianMs !== undefined && best !== undefined ? medianMs / best : undefined),
      format: times,
    },
    { title: "Difference", value: ({ difference }) => difference, format: (value) => value.toExponential(0) },
    {
      title: "",
      value: ({ failure, variant }) => (failure === undefined ? (variant ?? "") : `not timed: ${failure}`),
    },
  ];
}

function quartiles({ q1Ms, q3Ms }: Result): string | undefined {
  return q1Ms === undefined || q3Ms === undefined
    ? undefined
    : `${milliseconds(q1Ms)} – ${milliseconds(q3Ms)}`;
}

/** What is reached and what was to be. */
export function goalsTable(goals: readonly Goal[]): string {
  return renderTable(goals, [
    { title: "Ratio of medians", value: ({ what }) => what },
    { title: "here", value: ({ ratio }) => ratio, format: times },
    { title: "goal", value: ({ goal }) => `≤ ${goal}`, align: "right" },
    { title: "", value: ({ ratio, goal }) => (ratio <= goal ? "met" : "missed") },
  ]).text;
}

/** What the times mean nothing without. */
export function conditionsText(results: readonly Result[], { threads }: Options, rounds: Rounds): string {
  const versions = new Map(results.flatMap(({ engine, version }) => (version ? [[engine, version]] : [])));
  const odd = results.filter((result) => result.threads !== undefined && result.threads !== threads);
  const oddThreads = [...new Set(odd.map((result) => `${result.engine} ${result.threads}`))];
  const batches = [...new Set(results.map(({ batch }) => batch))];
  return [
    `${processor()}, ${counted(threads, "thread")}${oddThreads.length ? ` (${oddThreads.join(", ")})` : ""}, batch ${batches.join(", ")}, ` +
      `${counted(rounds.rounds * rounds.runs, "run")} in ${counted(rounds.rounds, "turn")} of each engine, each turn after a run that does not count.`,
    `Node ${process.version}; ${[...versions].map(([engine, version]) => `${engine} ${version}`).join(", ")}.`,
  ].join("\n");
}

/** The same for tables of races. */
export function raceText(results: readonly Result[], options: Options, rounds: Rounds): string {
  return [
    conditionsText(results, options, rounds),
    "Difference: from TF.js's answer, max|a - b| / max|a| of what goes into the softmax; in fp32 more than 1e-4 is not timed.",
    ...(options.python === undefined
      ? [
          "No peers took part: ratios are to the fastest of our own engines. Run online, without --no-peers, for them.",
        ]
      : []),
  ].join("\n");
}

/** Leaves the data and the charts, by name, in reports/bench, and says where. */
export async function leave(name: string, data: object, charts: Record<string, Chart> = {}): Promise<void> {
  mkdirSync(reports, { recursive: true });
  const files = [write(`${name}.json`, JSON.stringify(data, null, 1))];
  for (const [chart, figure] of Object.entries(charts)) {
    const bundle = await figure[jupyterDisplay]();
    files.push(write(`${chart}.svg`, bundle["image/svg+xml"] as string));
    files.push(write(`${chart}.plotly.json`, JSON.stringify(bundle["application/vnd.plotly.v1+json"])));
  }
  console.log(files.join("\n"));
}

function write(file: string, content: string): string {
  const path = join(reports, file);
  writeFileSync(path, content);
  return relative(process.cwd(), path);
}
