import childProcess, { ChildProcess, type StdioOptions } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  captureSynchronous();
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
    const captured = stdio.map(nameOf);
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

/** What the entry for a child's descriptor `index` would have it write to, of the kernel's own. */
function nameOf(entry: unknown, index: number): StreamName | undefined {
  if (entry === "inherit") return names[index];
  const { fd } = Object(entry) as { fd?: unknown };
  return names[Number(fd ?? (typeof entry === "number" ? entry : NaN))];
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

/** These wait without giving the event loop a turn, so that no stream can be read: what comes meanwhile goes to files. */
function captureSynchronous(): void {
  const functions = childProcess as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ["spawnSync", "execSync", "execFileSync"]) {
    functions[name] = new Proxy(functions[name] as (typeof functions)[string], {
      apply(target, self, args: unknown[]) {
        const options = args.find(isOptions);
        const stdio = listed(options?.stdio);
        const captured = stdio.map(nameOf);
        if (!captured.some(Boolean)) return Reflect.apply(target, self, args);
        return throughFiles(captured, (files) => {
          const replaced = { ...options, stdio: stdio.map((entry, index) => files[index] ?? entry) };
          return Reflect.apply(
            target,
            self,
            args.map((argument) => (argument === options ? replaced : argument)),
          );
        });
      },
    });
  }
  syncBuiltinESMExports();
}

function isOptions(argument: unknown): argument is SpawnOptions {
  return typeof argument === "object" && argument !== null && !Array.isArray(argument);
}

/** @param work is given the descriptors of files whose text is then written to the streams of these names */
function throughFiles<T>(
  streams: readonly (StreamName | undefined)[],
  work: (files: readonly (number | undefined)[]) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), "child-"));
  const paths = streams.map((_, index) => join(folder, String(index)));
  const files = streams.map((name, index) => name && openSync(paths[index] as string, "a"));
  try {
    return work(files);
  } finally {
    for (const file of files) if (file !== undefined) closeSync(file);
    streams.forEach((name, index) => {
      if (name) process[name].write(readFileSync(paths[index] as string));
    });
    rmSync(folder, { recursive: true });
  }
}
