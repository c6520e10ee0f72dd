import { createHook } from "node:async_hooks";
import { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { Cell } from "../output/cell";
import { owningCell } from "../output/outputs";
import { Interrupted } from "../tracebacks/failure";
import { interruptProgram } from "./programs";

const { Promise, WeakRef } = globalThis; // a cell may put something else there

/** Connections, servers, watchers, programs and threads as Node knows them, and the cell that each belongs to. */
const owners = new WeakMap<object, Cell>();
const threads = new Set<WeakRef<Thread>>();
/** Those of cells that may still be due: Node lists its handles and requests, but no timers. */
let timers: WeakRef<Timer>[] = [];
/** Ended timers are dropped when there are so many in all. */
let mostTimers = 1000;

/** What Node makes of a timer. */
interface Timer extends NodeJS.Timeout {
  _destroyed: boolean;
}

/** What Node makes of a Worker. */
interface Thread {
  stopThread(): void;
  /** Nothing once the thread has ended. */
  hasRef(): boolean | undefined;
  /** Called when it has ended. */
  onexit: (...told: unknown[]) => void;
}

/** What there is to be ended, by the first of these that it has; a program has none. */
interface Handle {
  destroy?(error: Error): void;
  close?(): void;
  stop?(): void;
}

/** Called once, before the first cell. */
export function watchHandles(): void {
  createHook({
    init(_id, type, _trigger, resource) {
      if (type === "PROMISE") return; // most by far
      const cell = owningCell();
      if (!cell) return;
      try {
        owners.set(resource, cell);
        if (type === "WORKER") threads.add(new WeakRef(resource as Thread));
        if (type === "Timeout") keep(resource as Timer);
      } catch {
        // A cell has replaced what this needs. A hook that throws would end the process.
      }
    },
  }).enable();
}

/** Something that would keep a script from ending. */
export interface Work {
  cell: Cell;
  /** What Node makes of it: a timer, a server, a request … */
  what: object;
}

/** What would keep a script from ending, as far as it can be told which cell began it: not native work. */
export function workOfCells(): Work[] {
  dropEndedTimers();
  const due = timers.flatMap((reference) => reference.deref() ?? []).filter((timer) => timer.hasRef());
  const atWork = liveThreads().filter((thread) => thread.hasRef());
  return [...due, ...atWork, ...activeHandles(), ...activeRequests()].flatMap((what) => {
    const cell = owners.get((what as Active)._handle ?? what);
    return cell ? { cell, what } : [];
  });
}

function keep(timer: Timer): void {
  timers.push(new WeakRef(timer));
  if (timers.length <= mostTimers) return;
  dropEndedTimers();
  mostTimers = 1000 + 2 * timers.length;
}

function dropEndedTimers(): void {
  timers = timers.filter((reference) => reference.deref()?._destroyed === false);
}

/**
 * Ends what interrupted cells hold open and what would keep a script from ending: a library's threads that wait for work
 * stay.
 */
export function endHandlesOfInterrupted(): void {
  for (const handle of activeHandles()) {
    if (!belongsToInterrupted(handle._handle ?? handle)) continue;
    if (handle.destroy) handle.destroy(new Interrupted());
    else if (handle.close) handle.close();
    else if (handle.stop) handle.stop();
    else if (handle instanceof ChildProcess) interruptProgram(handle);
  }
  for (const thread of liveThreads()) {
    if (belongsToInterrupted(thread) && thread.hasRef()) thread.stopThread();
  }
}

/**
 * Ends all threads of cells.
 *
 * @param ms how long that may take: a thread in native code ends when that returns, and the process waits for it
 * @returns whether they have all ended
 */
export async function endThreads(ms: number): Promise<boolean> {
  const ends = liveThreads().map(
    (thread) =>
      new Promise<void>((resolve) => {
        const tell = thread.onexit;
        thread.onexit = (...told) => {
          resolve();
          tell(...told);
        };
        thread.stopThread();
      }),
  );
  return Promise.race([Promise.all(ends).then(() => true), setTimeout(ms, false)]);
}

function liveThreads(): Thread[] {
  return [...threads].flatMap((reference) => {
    const thread = reference.deref();
    if (thread?.hasRef() !== undefined) return thread;
    threads.delete(reference);
    return [];
  });
}

function belongsToInterrupted(handle: object): boolean {
  const cell = owners.get(handle);
  if (!cell?.interrupted) return false;
  cell.interrupt(); // with all cells until now, perhaps: it tells so
  return true;
}

type Active = Handle & { _handle?: object };

function activeHandles(): Active[] {
  return (process as unknown as { _getActiveHandles(): Active[] })._getActiveHandles();
}

function activeRequests(): Active[] {
  return (process as unknown as { _getActiveRequests(): Active[] })._getActiveRequests();
}
