import { ChildProcess, type StdioOptions } from "node:child_process";
import process from "node:process";
import type { Readable } from "node:stream";
import type { StreamName } from "./text";

/** What a child would write to the kernel's own stdout and stderr, which are Jupyter's terminal, it shall write to. */
const names: Readonly<Record<number, StreamName>> = { 1: "stdout", 2: "stderr" };

/**
 * Called once: from then on what a child program inherits as stdout or stderr (`stdio: "inherit"`) is the cell that
 * starts it. `spawnSync` and its kin show it when the program has ended, the others while it runs.
 */
export function captureChildren(): void {
  captureSpawn();
  captureSpawnSync();
}

interface SpawnOptions {
  stdio?: StdioOptions;
}

/** `spawn`, `fork`, `exec` and `execFile` all come to this method, which the types do not tell of. */
interface Spawning {
  spawn: (this: ChildProcess, options: SpawnOptions) => number;
}

function captureSpawn(): void {
  const prototype = ChildProcess.prototype as unknown as Spawning;
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const stdio = listed(options.stdio);
    const captured = stdio.map((entry, index) => names[descriptorOf(entry, index)]);
    const piped = stdio.map((entry, index) => (captured[index] ? "pipe" : entry));
    const result = spawn.call(this, { ...options, stdio: piped as StdioOptions });
    captured.forEach((name, index) => {
      if (name) forward(this, index, name);
    });
    return result;
  };
}

/** An entry for each of the child's first descriptors. */
function listed(stdio: StdioOptions = "pipe"): readonly unknown[] {
  return typeof stdio === "string" ? [stdio, stdio, stdio] : stdio;
}

/** The kernel's descriptor that a child gets as its own number `index`; NaN where it gets none. */
function descriptorOf(entry: unknown, index: number): number {
  if (entry === "inherit") return index;
  const { fd } = Object(entry) as { fd?: unknown };
  return Number(fd ?? (typeof entry === "number" ? entry : NaN));
}

/** The child's user sees no stream, as when it is inherited. */
function forward(child: ChildProcess, index: number, name: StreamName): void {
  const streams = child.stdio as unknown as (Readable | null)[];
  const stream = streams[index];
  if (!stream) return; // the program could not be started
  stream.setEncoding("utf8").on("data", (text: string) => process[name].write(text));
  streams[index] = null;
  if (index === 1) child.stdout = null;
  if (index === 2) child.stderr = null;
}

/** As far as we look into what `spawnSync`, `execSync` and `execFileSync` all come to. */
interface SpawnSync {
  spawn: (options: { stdio: { type: string; fd?: number }[]; maxBuffer?: number }) => {
    output: (Uint8Array | null)[] | null;
  };
}

function captureSpawnSync(): void {
  const { binding } = process as unknown as { binding: (name: "spawn_sync") => SpawnSync };
  const native = binding("spawn_sync");
  const { spawn } = native;
  native.spawn = (options) => {
    const captured = options.stdio.map(({ type, fd = NaN }) => (type === "pipe" ? undefined : names[fd]));
    if (!captured.some(Boolean)) return spawn(options);
    const stdio = options.stdio.map((entry, index) =>
      captured[index] ? { type: "pipe", readable: false, writable: true } : entry,
    );
    const result = spawn({ ...options, stdio, maxBuffer: Infinity }); // what is inherited has no limit
    const output = result.output?.map((text, index) => {
      const name = captured[index];
      if (name && text) process[name].write(text);
      return name ? null : text;
    });
    return { ...result, output: output ?? null };
  };
}
