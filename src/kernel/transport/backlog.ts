import type { Parts } from "./wire";

/**
 * What the main thread has handed to the socket thread and has not left yet, in shared memory: a cell that shows things
 * faster than they leave waits, or memory would grow without end.
 */
export type Backlog = Int32Array;

/** In characters; a flood of small messages takes about ten times as many bytes. */
const most = 8_000_000;
/** A thread that waits cannot be interrupted: it looks up that often. */
const recheckMs = 10;

export function newBacklog(): Backlog {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Called by the main thread before it hands a message over. */
export function waitForRoom(backlog: Backlog): void {
  for (let size = Atomics.load(backlog, 0); size > most; size = Atomics.load(backlog, 0)) {
    Atomics.wait(backlog, 0, size, recheckMs);
  }
}

/** Called by the main thread when it has handed a message over: one that it is kept from handing over counts for nothing. */
export function enter(backlog: Backlog, parts: Parts): void {
  Atomics.add(backlog, 0, sizeOf(parts));
}

/** Called by the socket thread when a message has left. */
export function leave(backlog: Backlog, parts: Parts): void {
  Atomics.sub(backlog, 0, sizeOf(parts));
  Atomics.notify(backlog, 0);
}

function sizeOf(parts: Parts): number {
  return parts.reduce((size, part) => size + part.length, 0);
}
