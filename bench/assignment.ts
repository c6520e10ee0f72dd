/**
 * The whole job: the assignment's six networks built, counted and timed, by the notebook's own cells in its kernel and by a
 * Keras script: `npm run bench -- assignment`. Both time ten runs of each network after three others. Wall-clock time from the
 * start of the process to its end, and the most memory that the kernel's processes, or Python, take together (Linux).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Column, renderTable } from "../src/notebook/table";
import { quantile } from "../src/timing/statistics";
import { counterparts, withCells } from "./support/cells";
import { options } from "./support/options";
import { childrenOf, processes, treeBytes } from "./support/processTree";
import { leave, times } from "./support/report";

const ROUNDS = 3;
const SAMPLE_MS = 50;
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
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed = (printed + text).slice(-2000)));
  let peakBytes = 0;
  const timer = setInterval(() => {
    const all = processes();
    const bytes = watched(child.pid as number).reduce((sum, id) => sum + treeBytes(all, id), 0);
    peakBytes = Math.max(peakBytes, bytes);
  }, SAMPLE_MS);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`${who} ended with exit code ${code}: ${printed.trim()}`);
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

  const jobs: Job[] = [];
  try {
    const runner = [join(root, "tools", "run_notebook.py"), notebook, "--output", join(folder, "run.ipynb")];
    const script = [join(root, "bench", "peers", "assignment.py"), JSON.stringify(protocol)];
    const kernel = (id: number) => childrenOf(processes(), id); // the runner itself only watches
    for (let round = 0; round < ROUNDS; round++) {
      jobs.push(await measured("notebook", join(root, ".venv", "bin", "python"), runner, kernel));
      if (python) jobs.push(await measured("Keras script", python, script, (id) => [id]));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const medians = [...new Set(jobs.map(({ who }) => who))].map((who) => median(jobs, who));
  console.log(renderTable(medians, columns, { footer: ratios(medians) }).text);
  await leave("assignment", { jobs, medians });
}

function median(jobs: readonly Job[], who: string): Job {
  const own = jobs.filter((job) => job.who === who);
  const of = (column: "seconds" | "peakBytes") =>
    quantile(
      own.map((job) => job[column]),
      0.5,
    );
  return { who, seconds: of("seconds"), peakBytes: of("peakBytes") };
}

function ratios([notebook, keras]: Job[]): string[] {
  if (!notebook || !keras) return [];
  const time = times(notebook.seconds / keras.seconds);
  const memory = times(notebook.peakBytes / keras.peakBytes);
  return [`Notebook / Keras script: ${time} of the time (goal ≤ 0.5), ${memory} of the memory (goal ≤ 0.5).`];
}

void main();
