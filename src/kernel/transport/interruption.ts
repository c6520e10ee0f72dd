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

export function newShared(): Shared {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
}

/** Only what a cell runs is ever ended, never the kernel's own work. */
export function setCellRunning(shared: Shared, running: boolean): void {
  Atomics.store(shared, cellRunning, running ? 1 : 0);
}

/** Called by the main thread when it has dealt with a request to interrupt. */
export function answerInterrupt(shared: Shared): void {
  Atomics.add(shared, answered, 1);
}

const patienceMs = 200;
const retryMs = 100;

/** Called by the socket thread, after it has passed the request on: sees to it that the main thread answers. */
export function interruptMain(shared: Shared): void {
  const request = Atomics.add(shared, asked, 1) + 1;
  const insist = () => {
    if (Atomics.load(shared, answered) >= request) return;
    if (Atomics.load(shared, cellRunning) === 1) terminateExecution();
    setTimeout(insist, retryMs);
  };
  setTimeout(insist, patienceMs);
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

function terminateExecution(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.evaluate", {
    expression: `globalThis[Symbol.for("${String(forgetCallers.description)}")]()`,
  });
  session.post("Runtime.terminateExecution", () => session.disconnect());
}
