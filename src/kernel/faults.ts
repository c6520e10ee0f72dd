import { withBuiltins } from "./builtins";
import type { Cell } from "./output/cell";
import { currentCell } from "./output/outputs";
import { Interrupted, KernelError, failureOf } from "./tracebacks/failure";

/** What an earlier cell started failed after that cell had its reply: the next cell fails for it. */
class LateFailure extends KernelError {
  override name = "LateFailure";
  constructor(
    private readonly cell: Cell,
    private readonly reason: unknown,
  ) {
    super(`${cell.label} failed after it had ended: ${failureOf(reason).evalue}`);
  }
  traceback(): string[] {
    return [`${this.cell.label} failed after it had ended:`, ...failureOf(this.reason).traceback];
  }
}

/**
 * Watches for failures that no code catches: rejections of promises that nobody awaits, errors thrown in timers.
 *
 * While its cell runs, such a failure is noted there and fails it. Later it is shown as an error in its cell, which
 * no longer can fail; so that a notebook that is executed without a reader does not pass for sound, `takeLate` has the
 * next cell fail.
 */
export function watchFaults() {
  let late: LateFailure | undefined;
  const cellOf = new WeakMap<Promise<unknown>, Cell>();

  function note(reason: unknown, promise?: Promise<unknown>): void {
    withBuiltins(() => noteDown(reason, promise));
  }

  function noteDown(reason: unknown, promise?: Promise<unknown>): void {
    const cell = currentCell();
    if (!cell) return report(reason);
    if (cell.interrupted || reason instanceof Interrupted) return; // that is told, and what fails for it is no news
    if (promise) cellOf.set(promise, cell);
    if (cell.running) {
      cell.faults.set(promise ?? {}, reason);
    } else {
      cell.fail(reason);
      late ??= new LateFailure(cell, reason);
    }
  }

  process.on("uncaughtException", (error) => note(error));
  process.on("unhandledRejection", note);
  process.on("rejectionHandled", (promise) => {
    withBuiltins(() => cellOf.get(promise)?.faults.delete(promise)); // it was only late
  });

  return {
    /** The first failure since the last call that came too late for its cell. */
    takeLate(): KernelError | undefined {
      const taken = late;
      late = undefined;
      return taken;
    },
  };
}

/** A failure before the first cell is the kernel's own. */
function report(reason: unknown): void {
  process.stderr.write(`${failureOf(reason).traceback.join("\n")}\n`);
}
