import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { processor } from "../../src/engines/processor";
import { counted } from "../../src/engines/setting";
import type { Chart } from "../../src/charts";
import { jupyterDisplay } from "../../src/notebook/display";
import { type Column, renderTable } from "../../src/notebook/table";
import { milliseconds } from "../../src/timing/show";
import { atExit } from "./atExit";
import type { Goal } from "./goals";
import type { Options } from "./options";
import { page } from "./page";
import type { Result, Rounds } from "./race";
import { byNetwork, fastest, isTimed, ratioOf, type Timed } from "./ratios";

const root = join(__dirname, "..", "..");
export const reports = join(root, "reports", "bench");

export const times = (ratio: number) => ratio.toFixed(2);

/** A table for each network: each engine's median, quartiles, and ratio to the fastest fp32 peer. */
export function raceTables(results: readonly Result[]): string {
  const tables = [...byNetwork(results)].map(([network, all]) => {
    const best = fastest(all);
    const caption = best && `${network}; ratios to ${best.engine}`;
    return renderTable(all, raceColumns(best), { caption: caption ?? network }).text;
  });
  return tables.join("\n\n");
}

function raceColumns(best: Timed | undefined): Column<Result>[] {
  return [
    { title: "Engine", value: ({ engine, ours }) => (ours ? `${engine} (ours)` : engine) },
    { title: "Median, ms", value: ({ medianMs }) => medianMs, format: milliseconds },
    { title: "Quartiles, ms", value: quartiles, align: "right" },
    { title: "Min, ms", value: ({ minMs }) => minMs, format: milliseconds },
    {
      title: "Ratio",
      value: (result) => (best && isTimed(result) ? ratioOf(result, best) : undefined),
      format: times,
    },
    { title: "Runs", value: ({ samplesMs }) => samplesMs?.length },
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

/** What is reached and what was to be; nothing where no goal could be measured. */
export function goalsTable(goals: readonly Goal[]): string {
  if (goals.length === 0) return "";
  return renderTable(goals, [
    { title: "Medians", value: ({ what }) => what },
    { title: "here", value: ({ value }) => value, format: times },
    { title: "goal", value: ({ goal }) => `≤ ${goal}`, align: "right" },
    { title: "", value: verdict },
  ]).text;
}

export function verdict({ value, goal }: Pick<Goal, "value" | "goal">): string {
  return value <= goal ? "met" : "missed";
}

/** What the times mean nothing without. */
export function conditionsText(results: readonly Result[], { threads }: Options, rounds: Rounds): string {
  const versions = new Map(results.flatMap(({ engine, version }) => (version ? [[engine, version]] : [])));
  const odd = results.filter((result) => result.threads !== undefined && result.threads !== threads);
  const oddThreads = [...new Set(odd.map((result) => `${result.engine} ${result.threads}`))];
  const batches = [...new Set(results.map(({ batch }) => batch))];
  const full = rounds.rounds * rounds.runs;
  const fewer = [
    ...new Set(
      results.flatMap(({ engine, samplesMs }) => (samplesMs && samplesMs.length < full ? [engine] : [])),
    ),
  ];
  const inGroups = new Map(
    results.flatMap(({ network, groups = 1 }) => (groups > 1 ? [[network, groups]] : [])),
  );
  return [
    `${processor()}, ${counted(threads, "thread")}${oddThreads.length ? ` (${oddThreads.join(", ")})` : ""}, batch ${batches.join(", ")}, ` +
      `${counted(full, "run")} in ${counted(rounds.rounds, "turn")} of each engine${fewer.length ? ` (fewer of ${fewer.join(", ")}, which is slow)` : ""}, each turn after a run that does not count.`,
    `Node ${process.version}; ${[...versions].map(([engine, version]) => `${engine} ${version}`).join(", ")}.`,
    ...(inGroups.size
      ? [
          `Memory does not hold all engines at once with ${[...inGroups].map(([network, groups]) => `${network} (${groups} groups)`).join(", ")}: ` +
            "the first engine, where it ran at all, raced in each group, and ratios are by way of it.",
        ]
      : []),
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

/** Texts with lines between them; empty ones are left out. */
export function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join("\n\n");
}

/** What a benchmark has to say: tables as text, data, and charts by name. */
export interface Report {
  text: string;
  /** What it has said already */
  printed?: string;
  data: object;
  charts?: Record<string, Chart>;
}

/**
 * Prints a report and leaves it in reports/bench: the data, each chart as a picture and for plotly, and all on one page that
 * needs nothing but itself. Says where.
 */
export async function leave(name: string, { text, printed = "", data, charts = {} }: Report): Promise<void> {
  console.log(text);
  const files = [write(`${name}.json`, JSON.stringify(data, null, 1))];
  const pictures: string[] = [];
  for (const [chart, figure] of Object.entries(charts)) {
    const bundle = await figure[jupyterDisplay]();
    const picture = bundle["image/svg+xml"] as string;
    pictures.push(picture);
    files.push(write(`${chart}.svg`, picture));
    files.push(write(`${chart}.plotly.json`, JSON.stringify(bundle["application/vnd.plotly.v1+json"])));
  }
  files.push(write(`${name}.html`, page(name, paragraphs(printed, text), pictures)));
  rmSync(join(reports, partial(name)), { force: true });
  console.log(`\n${files.join("\n")}`);
}

const partial = (name: string) => `${name}.partial.json`;

/**
 * Keeps results in a file as they come, in case the benchmark is ended before its time.
 *
 * @param conditions what they mean nothing without
 * @returns a function that takes the next results
 */
export function keeping(name: string, conditions: object): (more: readonly Result[]) => void {
  const results: Result[] = [];
  return (more) => {
    if (results.length === 0) {
      atExit(() => {
        const file = join(reports, partial(name));
        if (existsSync(file)) console.error(`The results so far: ${relative(process.cwd(), file)}`);
      });
    }
    results.push(...more);
    write(partial(name), JSON.stringify({ conditions, results }, null, 1));
  };
}

/** Writes a file, whole or not at all. */
function write(file: string, content: string): string {
  mkdirSync(reports, { recursive: true });
  const path = join(reports, file);
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
  return relative(process.cwd(), path);
}
