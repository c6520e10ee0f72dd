import { Session } from "node:inspector";

/**
 * How many interrupts were asked for and how many the main thread has dealt with, in memory that threads share. As a
 * rule it deals with one as soon as it hears of it; where a cell computes without end, the thread that heard of the
 * interrupt reminds it (see ../interrupts.ts).
 */
export type Shared = Int32Array;

const asked = 0;
const answered = 1;
/** 1 while a SIGINT is on its way that the kernel has sent. */
const ownSignal = 2;

export function newShared(): Shared {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
}

/** Counts an interrupt that the main thread is told of. @returns its number */
export function askForInterrupt(shared: Shared): number {
  return Atomics.add(shared, asked, 1) + 1;
}

/** Called by the main thread when it has dealt with an interrupt. */
export function answerInterrupt(shared: Shared): void {
  Atomics.add(shared, answered, 1);
}

export function isAnswered(shared: Shared, request: number): boolean {
  return Atomics.load(shared, answered) >= request;
}

/** How long the main thread may take to deal with an interrupt, and then between one reminder and the next. */
const patienceMs = 200;
export const retryMs = 100;

/** Called by another thread after it has passed a request on: sees to it that the main thread deals with it. */
export function interruptMain(shared: Shared): void {
  const request = askForInterrupt(shared);
  const insist = () => {
    if (isAnswered(shared, request)) return;
    remindMain();
    setTimeout(insist, retryMs);
  };
  setTimeout(() => {
    insist();
    if (!isAnswered(shared, request)) interruptChildren(shared);
  }, patienceMs);
}

/** Under this name the inspector finds the main thread's function that is called. */
export const reminderName = "convbook.endCell";

/** Calls the function in the midst of whatever JavaScript the main thread runs. */
export function remindMain(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("${reminderName}")]()` });
  session.disconnect();
}

/**
 * The main thread may wait for a program, as in `execSync`: its process group gets the SIGINT that Ctrl-C in a terminal
 * would send. (Jupyter starts a kernel in a group of its own.)
 */
function interruptChildren(shared: Shared): void {
  Atomics.store(shared, ownSignal, 1);
  try {
    process.kill(-process.pid, "SIGINT");
  } catch {
    Atomics.store(shared, ownSignal, 0); // the group is another's
  }
}

/** Whether a SIGINT that has come is the one that the kernel has sent. */
export function isOwnSignal(shared: Shared): boolean {
  return Atomics.exchange(shared, ownSignal, 0) === 1;
}
