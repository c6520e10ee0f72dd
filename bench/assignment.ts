/**
 * The whole job: the assignment's six networks built, counted and timed, by the notebook's own cells in its kernel and by a
 * Keras script: `npm run bench -- assignment`. Both time ten runs of each network after three others. Wall-clock time from the
 * start of the process to its end, and the most memory that the kernel's processes, or Python, take together (Linux).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quantile } from "../src/inspect/numbers";
import { type Column, renderTable } from "../src/notebook/table";
import { atExit } from "./support/atExit";
import { counterparts, withCells } from "./support/cells";
import type { Goal } from "./support/goals";
import { options } from "./support/options";
import { childrenOf, processes, treeBytes } from "./support/processTree";
import { goalsTable, leave, paragraphs, times } from "./support/report";
import { failuresOf, inTurns } from "./support/turns";

const ROUNDS = 3;
const SAMPLE_MS = 50;
/** A job that has not ended by then hangs. */
const PATIENCE_MS = 600_000;
/** The notebook's share of the script's time, and of its memory. */
const GOAL = 0.5;
const root = join(__dirname, "..");

/** `compare`'s own: a first run and two to warm up. */
const protocol = { before: 3, runs: 10 };

interface Job {
  who: string;
  seconds: number;
  peakBytes: number;
}

/** Runs a program and watches its memory: `watched` picks the processes whose trees count. */
async function measured(
  who: string,
  program: string,
  args: string[],
  watched: (id: number) => number[],
): Promise<Job> {
  const start = performance.now();
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  const ending = atExit(() => child.kill("SIGTERM"));
  const patience = setTimeout(() => child.kill("SIGTERM"), PATIENCE_MS);
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed = (printed + text).slice(-2000)));
  let peakBytes = 0;
  const timer = setInterval(() => {
    const all = processes();
    const bytes = watched(child.pid as number).reduce((sum, id) => sum + treeBytes(all, id), 0);
    peakBytes = Math.max(peakBytes, bytes);
  }, SAMPLE_MS);
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  clearInterval(timer);
  clearTimeout(patience);
  ending();
  if (code !== 0) throw new Error(`it ended with ${code ?? signal}: ${printed.trim()}`);
  return { who, seconds: (performance.now() - start) / 1000, peakBytes };
}

const columns: Column<Job>[] = [
  { title: "", value: ({ who }) => who },
  { title: "Wall clock, s", value: ({ seconds }) => seconds, format: (value) => value.toFixed(1) },
  { title: "Peak memory, GB", value: ({ peakBytes }) => peakBytes / 1e9, format: times },
];

async function main(): Promise<void> {
  const { python } = options();
  const scratch = join(root, ".cache", "bench");
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "assignment-"));
  const notebook = join(folder, "cells.ipynb");
  const whole = readFileSync(join(root, "notebooks", "assignment-3-cnn.ipynb"), "utf8");
  writeFileSync(notebook, withCells(whole, counterparts));

  const remove = () => rmSync(folder, { recursive: true, force: true });
  const keep = atExit(remove);
  const runner = [join(root, "tools", "run_notebook.py"), notebook, "--output", join(folder, "run.ipynb")];
  const script = [join(root, "bench", "peers", "assignment.py"), JSON.stringify(protocol)];
  const kernel = (id: number) => childrenOf(processes(), id); // the runner itself only watches
  const own = join(root, ".venv", "bin", "python");
  const turns = await inTurns(ROUNDS, [
    { name: "notebook", run: () => measured("notebook", own, runner, kernel) },
    ...(python
      ? [{ name: "Keras script", run: () => measured("Keras script", python, script, (id) => [id]) }]
      : []),
  ]);
  remove();
  keep();

  const medians = turns.flatMap(({ results }) => (results.length > 0 ? [median(results)] : []));
  const goals = goalsOf(medians);
  const table = renderTable(medians, columns, { footer: failuresOf(turns) }).text;
  const jobs = turns.flatMap(({ results }) => results);
  await leave("assignment", { text: paragraphs(table, goalsTable(goals)), data: { jobs, medians, goals } });
}

function median(jobs: readonly Job[]): Job {
  const of = (column: "seconds" | "peakBytes") =>
    quantile(
      jobs.map((job) => job[column]),
      0.5,
    );
  return { ...(jobs[0] as Job), seconds: of("seconds"), peakBytes: of("peakBytes") };
}

function goalsOf(medians: readonly Job[]): Goal[] {
  const [notebook, keras] = ["notebook", "Keras script"].map((name) =>
    medians.find(({ who }) => who === name),
  );
  if (!notebook || !keras) return [];
  const what = "assignment notebook / Keras script";
  return [
    { what: `${what}, wall clock`, value: notebook.seconds / keras.seconds, goal: GOAL },
    { what: `${what}, peak memory`, value: notebook.peakBytes / keras.peakBytes, goal: GOAL },
  ];
}

void main();
