// The kernel's third thread: it hears of SIGINT while a cell keeps the main thread busy. Node tells of signals in the
// main thread alone, when its event loop has a turn; a script that is `breakOnSigint` breaks in any thread, at once.
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { Worker, parentPort, workerData } from "node:worker_threads";
import { type Shared, aftermath, askForInterrupt, isOwnSignal, remindMain, retryMs } from "./interruption";

interface SignalThread {
  /** The file that start.mjs runs in the thread. */
  entry: string;
  shared: Shared;
}

/** From now on `interrupt` is called in the main thread after a SIGINT. */
export function watchSigint(shared: Shared, interrupt: () => void): void {
  const data: SignalThread = { entry: "./transport/signals.ts", shared };
  new Worker(join(__dirname, "../start.mjs"), { workerData: data }).on("message", interrupt).unref();
}

export function start(): void {
  const { shared } = workerData as SignalThread;
  let request = 0;
  let isOver = () => true;
  // The outer script keeps SIGINT from ending the process between one wait of the inner one and the next.
  for (;;) breaks(() => waitForSignals());

  function waitForSignals(): never {
    for (;;) {
      const patience = isOver() ? Infinity : retryMs;
      if (!breaks(() => sleep(patience))) {
        remindMain(request);
      } else if (!isOwnSignal(shared)) {
        request = askForInterrupt(shared);
        isOver = aftermath(shared, request);
        parentPort?.postMessage("SIGINT");
      }
    }
  }
}

const scriptName = "convbook.breakable";

/** Runs `script`. @returns whether a SIGINT broke it */
function breaks(script: () => void): boolean {
  Object.assign(globalThis, { [Symbol.for(scriptName)]: script });
  try {
    runInThisContext(`globalThis[Symbol.for("${scriptName}")]()`, { breakOnSigint: true });
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    return true;
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
