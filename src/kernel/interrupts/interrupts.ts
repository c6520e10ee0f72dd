// The main thread's side of interrupts: ends a cell's code wherever it is. The other side is ../transport/interruption.ts.
import { Session } from "node:inspector";
import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers";
import type { Cell } from "../output/cell";
import { asKernel, owningCell } from "../output/outputs";
import { Interrupted } from "../tracebacks/failure";
import { type Shared, isAnswered, reminderName } from "../transport/interruption";

/** Under this name `src` finds the function that runs what must not be ended halfway. */
const uninterruptibleName = "convbook.uninterruptible";
/** Under this name it leaves the functions that put right what ended code has left half done. */
const repairsName = "convbook.repairs";

/** Calls of the first function under way, one inside another. */
let uninterruptible = 0;
/** When code that goes on without a turn of the event loop was first seen to do so, not counting what must not be ended. */
let stuckSince: number | undefined;
/** Code is being ended: it may run on for some instructions, owned by no cell, and must not come to a native call by them. */
let ending = false;

/** What a cell's code is given for its `finally` blocks, or to come to an `await`. */
const graceMs = 80;
/** Code that is being ended, and runs on for so long, has not heard of it. */
const lostMs = 300;

/**
 * Called once, so that an interrupt ends a cell's code even where that never gives the event loop a turn.
 *
 * It does so in two steps. First the cell counts as interrupted: its next native call, tensor operation or timer throws,
 * so that its `finally` blocks run. Code that does none of these is ended where it stands, and no line of it runs any
 * more. Only code of cells is ended, never the kernel's; and no native call, since an addon that makes JavaScript
 * objects aborts the process when JavaScript is ended under it.
 */
export function allowInterrupts(shared: Shared): void {
  const inspector = new Session();
  inspector.connect();
  const repairs = new Set<() => void>();

  const isStuckFor = (ms: number) =>
    stuckSince !== undefined && performance.now() - stuckSince > ms && uninterruptible === 0;

  function endCode(): void {
    stuckSince = performance.now(); // the next reminder may come at once, and must not be ended in its midst
    asKernel(() => {
      for (const repair of repairs) repair();
      clearAsyncStack();
    });
    ending = true;
    inspector.post("Runtime.terminateExecution"); // takes hold where this function has returned to, or soon after
  }

  provide(reminderName, (request: number) => {
    const cell = owningCell();
    if (!cell) {
      // V8 may end the reminder's own last instructions in place of the code, which is owned by no cell by now.
      if (ending && isStuckFor(lostMs)) endCode();
      return;
    }
    if (!cell.interrupted) {
      if (isAnswered(shared, request)) return; // by the end of an earlier cell
      asKernel(() => cell.interrupt());
    }
    if (stuckSince === undefined) {
      stuckSince = performance.now();
      asKernel(() =>
        setImmediate(() => {
          stuckSince = undefined;
          ending = false;
        }),
      );
    } else if (isStuckFor(graceMs)) {
      endCode();
    }
  });

  provide(repairsName, repairs);

  provide(uninterruptibleName, <T>(work: () => T): T => {
    if (uninterruptible === 0) endIfInterrupted();
    return wholly(work);
  });
}

/** Runs what must not be ended halfway. */
export function wholly<T>(work: () => T): T {
  uninterruptible++;
  try {
    if (ending && !owningCell()) throw new Interrupted();
    return work();
  } finally {
    uninterruptible--;
    if (stuckSince !== undefined) stuckSince = performance.now();
  }
}

/** Whether the code that asks belongs to a cell that has been interrupted: then it may not go on. */
export function isInterrupted(): boolean {
  return interruptedCell() !== undefined;
}

/** The cell of the code that asks, if it has been interrupted. */
function interruptedCell(): Cell | undefined {
  const cell = owningCell();
  if (!cell?.interrupted) return undefined;
  asKernel(() => cell.interrupt()); // with all cells until now, perhaps: it tells so
  return cell;
}

/** So often code is told that it is interrupted. If it still goes on, it catches whatever comes. */
const mostRefusals = 100;

/**
 * Whether the code that asks is to be kept waiting for ever instead of being told once more: it would only ask again.
 *
 * @throws Interrupted in the code of a cell that has been interrupted
 */
export function isKeptWaiting(): boolean {
  const cell = interruptedCell();
  if (!cell) return false;
  if (cell.refusals >= mostRefusals) return true;
  return refuse(cell);
}

/** So many turns of the event loop it still gets, since what waits for one may have a `finally` block after it. */
const mostTurns = 10;

/** Whether the code that asks for a turn of the event loop belongs to an interrupted cell that has had enough of them. */
export function hasNoTurnLeft(): boolean {
  const cell = interruptedCell();
  return cell !== undefined && cell.refusals++ >= mostTurns;
}

/** @throws Interrupted in the code of a cell that has been interrupted */
export function endIfInterrupted(): void {
  const cell = interruptedCell();
  if (cell) refuse(cell);
}

function refuse(cell: Cell): never {
  cell.refusals++;
  throw new Interrupted();
}

function provide(name: string, value: unknown): void {
  Object.defineProperty(globalThis, Symbol.for(name), { value });
}

/**
 * Up to Node 22, Node keeps a stack of asynchronous callers for AsyncLocalStorage and aborts the process when a
 * callback leaves without taking itself off it, as ended code does. Handling an uncaught exception empties that stack.
 */
function clearAsyncStack(): void {
  const { _fatalException: handleUncaught } = process as { _fatalException?: (error: Error) => void };
  handleUncaught?.call(process, new Interrupted());
}
