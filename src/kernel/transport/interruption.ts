import { Session } from "node:inspector";
import { Interrupted } from "../tracebacks/failure";

/**
 * What both threads know about interrupts, in shared memory. The main thread answers an interrupt itself when it gets to
 * it; when it does not, because a cell computes without end, the other thread ends that computation.
 */
export type Shared = Int32Array;

const cellRunning = 0;
const asked = 1;
const answered = 2;
/** The latest request that the other thread no longer waits for. */
const overdue = 3;
/** Keeps native calls and the end of a cell's code apart: one of the states below. */
const turn = 4;

/** Either may begin. */
const free = 0;
/** The main thread is in a native call, which must not be cut. */
const native = 1;
/** A cell's code is being ended: no native call may begin until that is done. */
const ending = 2;

export function newShared(): Shared {
  return new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT));
}

/** Only what a cell runs is ever ended, never the kernel's own work. */
export function setCellRunning(shared: Shared, running: boolean): void {
  Atomics.store(shared, cellRunning, running ? 1 : 0);
}

/** Called by the main thread when it has dealt with a request to interrupt. */
export function answerInterrupt(shared: Shared): void {
  Atomics.add(shared, answered, 1);
}

/** Under this name `src` finds the function that runs what must not be ended halfway. */
const uninterruptible = Symbol.for("convbook.uninterruptible");
/** A thread that waits cannot be ended: it looks up that often. */
const recheckMs = 10;

/**
 * Called once by the main thread, so that an interrupt waits for native calls to return: an addon that makes JavaScript
 * objects aborts the process when JavaScript is ended under it. No further call begins then, however many are queued.
 *
 * @param stopped whether the cell that asks has been interrupted: it begins no more native calls
 */
export function protectNativeCalls(shared: Shared, stopped: () => boolean): void {
  const run = <T>(work: () => T): T => {
    if (Atomics.load(shared, turn) === native) return work(); // one native call inside another
    if (stopped() || Atomics.load(shared, overdue) > Atomics.load(shared, answered)) throw new Interrupted();
    while (Atomics.compareExchange(shared, turn, free, native) !== free) {
      Atomics.wait(shared, turn, ending, recheckMs); // as a rule the code ends here
    }
    try {
      return work();
    } finally {
      Atomics.store(shared, turn, free);
    }
  };
  Object.defineProperty(globalThis, uninterruptible, { value: run, configurable: true });
}

const patienceMs = 200;
const retryMs = 100;

/** Called by the socket thread, after it has passed the request on: sees to it that the main thread answers. */
export function interruptMain(shared: Shared): void {
  const request = Atomics.add(shared, asked, 1) + 1;
  const insist = () => {
    if (Atomics.load(shared, answered) >= request) return;
    if (Atomics.load(shared, cellRunning) === 1) {
      Atomics.store(shared, overdue, request);
      endUnlessNative(shared);
    }
    setTimeout(insist, retryMs);
  };
  setTimeout(insist, patienceMs);
}

/** Ends of code that the main thread has been asked for and has not reported. */
let endsUnderWay = 0;

/** Ends the main thread's code, unless a native call is under way. */
function endUnlessNative(shared: Shared): void {
  if (Atomics.compareExchange(shared, turn, free, ending) === native) return;
  endsUnderWay++;
  terminateExecution(() => {
    if (--endsUnderWay > 0) return; // a later one could still cut a native call
    Atomics.store(shared, turn, free);
    Atomics.notify(shared, turn);
  });
}

const forgetCallers = Symbol.for("convbook.forgetCallers");

/** Called once by the main thread, so that what it runs can be ended from outside. */
export function allowTermination(): void {
  Object.defineProperty(globalThis, forgetCallers, { value: clearAsyncStack });
}

/**
 * Up to Node 22, Node keeps a stack of asynchronous callers for AsyncLocalStorage and aborts the process when a
 * callback leaves without taking itself off it, as ended code does. Handling an uncaught exception empties that stack.
 */
function clearAsyncStack(): void {
  const { _fatalException: handleUncaught } = process as { _fatalException?: (error: Error) => void };
  handleUncaught?.call(process, new Interrupted());
}

/** @param done called when the code has ended */
function terminateExecution(done: () => void): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.evaluate", {
    expression: `globalThis[Symbol.for("${String(forgetCallers.description)}")]()`,
  });
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
    done();
  });
}
