import process from "node:process";
import { Buffer } from "node:buffer";
import { AsyncLocalStorage } from "node:async_hooks";
import { StringDecoder } from "node:string_decoder";
import { withBuiltins } from "../builtins";
import type { Cell } from "./cell";

const bytesOf = Buffer.from.bind(Buffer); // a cell may put something else there

/** The cell on whose behalf the current code runs: carried through its timers and promises. */
const owner = new AsyncLocalStorage<Cell | undefined>();
let latest: Cell | undefined;

/** Runs `body` so that whatever it starts, now or later, belongs to `cell`. */
export function runAs<T>(cell: Cell, body: () => T): T {
  latest = cell;
  return owner.run(cell, body);
}

/** Runs work of the kernel, in the midst of a cell's, so that no interrupt of the cell ends it, and nothing that it has replaced. */
export function asKernel(work: () => void): void {
  owner.run(undefined, () => withBuiltins(work));
}

/** The cell that the running code belongs to; none where it is the kernel's own, or its origin is lost. */
export function owningCell(): Cell | undefined {
  return owner.getStore();
}

/** The cell that the running code belongs to; failing that, the one that ran last. */
export function currentCell(): Cell | undefined {
  return owningCell() ?? latest;
}

/** From now on what is written to stdout and stderr goes to the cell that writes it. */
export function captureStreams(): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = process[name];
    const toTerminal = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    const decoder = new StringDecoder("utf8"); // a character may come in two halves

    stream.write = (chunk: string | Uint8Array, second?: unknown, third?: unknown): boolean => {
      const cell = currentCell();
      if (!cell) return toTerminal(chunk, second, third);
      const text = decoder.write(toBuffer(chunk, typeof second === "string" ? second : "utf8"));
      owner.run(undefined, () => cell.write(name, text)); // as the kernel, but for the builtins: looking at all of them takes time
      const done = typeof second === "function" ? second : third;
      if (typeof done === "function") process.nextTick(done);
      return true;
    };
  }
}

function toBuffer(chunk: string | Uint8Array, encoding: string): Buffer {
  return typeof chunk === "string" ? bytesOf(chunk, encoding as BufferEncoding) : bytesOf(chunk);
}
