import process from "node:process";
import { Buffer } from "node:buffer";
import { AsyncLocalStorage } from "node:async_hooks";
import { StringDecoder } from "node:string_decoder";
import type { Cell } from "./cell";

/** The cell on whose behalf the current code runs: carried through its timers and promises. */
const owner = new AsyncLocalStorage<Cell | undefined>();
let latest: Cell | undefined;

/** Runs `body` so that whatever it starts, now or later, belongs to `cell`. */
export function runAs<T>(cell: Cell, body: () => T): T {
  latest = cell;
  return owner.run(cell, body);
}

/** Runs work of the kernel, in the midst of a cell's, so that no interrupt of the cell ends it. */
export function asKernel(work: () => void): void {
  owner.run(undefined, work);
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

    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const cell = currentCell();
      if (!cell) return toTerminal(chunk, ...rest);
      const [encoding] = rest;
      const text = decoder.write(toBuffer(chunk, typeof encoding === "string" ? encoding : "utf8"));
      asKernel(() => cell.write(name, text));
      const done = rest.find((argument): argument is () => void => typeof argument === "function");
      if (done) process.nextTick(done);
      return true;
    };
  }
}

function toBuffer(chunk: string | Uint8Array, encoding: string): Buffer {
  return typeof chunk === "string" ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk);
}
