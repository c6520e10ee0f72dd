import { Session } from "node:inspector";

/**
 * How many interrupts were asked for and how many the main thread has dealt with, in memory that threads share. As a
 * rule it deals with one as soon as it hears of it; where a cell computes without end, before or after that, the thread
 * that heard of the interrupt reminds it (see ../interrupts/interrupts.ts).
 */
export type Shared = Int32Array;

const asked = 0;
const answered = 1;
/** When the kernel last sent a SIGINT, and how many of those that it has sent may be still to come. */
const ownSignal = 2;
const ownSignals = 3;

export function newShared(): Shared {
  return new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
}

/** Counts an interrupt that the main thread is told of. @returns its number */
export function askForInterrupt(shared: Shared): number {
  return Atomics.add(shared, asked, 1) + 1;
}

/** How long the main thread may take to deal with an interrupt, and then between one reminder and the next. */
const patienceMs = 200;
export const retryMs = 100;
/** A cell that catches its interrupt may compute without end then: so long after, that would have begun. */
const aftermathMs = 500;

/** Called by the main thread when it has dealt with an interrupt. */
export function answerInterrupt(shared: Shared): void {
  Atomics.add(shared, answered, 1);
}

export function isAnswered(shared: Shared, request: number): boolean {
  return Atomics.load(shared, answered) >= request;
}

/** @returns a function that tells whether an interrupt was answered long enough ago */
export function aftermath(shared: Shared, request: number): () => boolean {
  let end: number | undefined;
  return () => {
    if (isAnswered(shared, request)) end ??= performance.now() + aftermathMs;
    return performance.now() >= (end ?? Infinity);
  };
}

/** The latest request that this thread reminds of, until that is over. */
let latest: { request: number; isOver: () => boolean } | undefined;

/**
 * Called by another thread after it has passed a request on: sees to it that the main thread deals with it.
 *
 * @returns the request's number
 */
export function interruptMain(shared: Shared): number {
  const isReminding = latest !== undefined;
  const request = askForInterrupt(shared);
  latest = { request, isOver: aftermath(shared, request) };
  setTimeout(() => {
    if (!isReminding) remind();
    if (!isAnswered(shared, request)) interruptChildren(shared);
  }, patienceMs);
  return request;
}

function remind(): void {
  if (latest?.isOver()) latest = undefined;
  if (!latest) return;
  remindMain(latest.request);
  setTimeout(remind, retryMs);
}

/** Under this name the inspector finds the main thread's function that is called. */
export const reminderName = "convbook.endCell";

/** Calls the function with the request's number, in the midst of whatever JavaScript the main thread runs. */
export function remindMain(request: number): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("${reminderName}")](${request})` });
  session.disconnect();
}

/** Within that time of one that the kernel has sent, as many SIGINTs are taken for its own: signals may come late. */
const ownSignalMs = 1000;

/**
 * The main thread may wait for a program, as in `execSync`: its process group gets the SIGINT that Ctrl-C in a terminal
 * would send. (Jupyter starts a kernel in a group of its own.)
 */
function interruptChildren(shared: Shared): void {
  Atomics.store(shared, ownSignal, now());
  Atomics.add(shared, ownSignals, 1);
  try {
    process.kill(-process.pid, "SIGINT");
  } catch {
    // The group is another's.
  }
}

/** Whether a SIGINT that has come is one that the kernel has sent. */
export function isOwnSignal(shared: Shared): boolean {
  const isLate = ((now() - Atomics.load(shared, ownSignal)) | 0) >= ownSignalMs;
  if (isLate) Atomics.store(shared, ownSignals, 0); // those that have merged with others do not come
  return Atomics.load(shared, ownSignals) > 0 && Atomics.sub(shared, ownSignals, 1) > 0;
}

/** Milliseconds, in the 32 bits of what threads share. */
function now(): number {
  return Date.now() | 0;
}
