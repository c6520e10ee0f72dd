import { createHook } from "node:async_hooks";
import type { Cell } from "./cell";
import { owningCell } from "./outputs";
import { Interrupted } from "./tracebacks/failure";

/** Connections, servers, watchers, programs and threads as Node knows them, and the cell that each belongs to. */
const owners = new WeakMap<object, Cell>();
const threads = new Set<WeakRef<Thread>>();

/** What Node makes of a Worker. */
interface Thread {
  stopThread(): void;
  hasRef(): boolean;
}

/** What there is to be ended, by the first of these that it has. */
interface Handle {
  destroy?(error: Error): void;
  close?(): void;
  stop?(): void;
  kill?(signal: string): void;
}

/** Called once, before the first cell. */
export function watchHandles(): void {
  createHook({
    init(_id, type, _trigger, resource) {
      if (type === "PROMISE") return; // most by far
      const cell = owningCell();
      if (!cell) return;
      owners.set(resource, cell);
      if (type === "WORKER") threads.add(new WeakRef(resource as Thread));
    },
  }).enable();
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
    else handle.kill?.("SIGINT"); // a program, which may tidy up as after Ctrl-C
  }
  for (const reference of threads) {
    const thread = reference.deref();
    if (!thread) threads.delete(reference);
    else if (belongsToInterrupted(thread) && thread.hasRef()) thread.stopThread();
  }
}

function belongsToInterrupted(handle: object): boolean {
  const cell = owners.get(handle);
  if (!cell?.interrupted) return false;
  cell.interrupt(); // with all cells until now, perhaps: it tells so
  return true;
}

function activeHandles(): (Handle & { _handle?: object })[] {
  return (process as unknown as { _getActiveHandles(): Handle[] })._getActiveHandles();
}
