import { performance } from "node:perf_hooks";
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";
import { withBuiltins } from "./builtins";
import { type Work, workOfCells } from "./interrupts/handles";
import { nameAll } from "./left-running";
import type { Cell } from "./output/cell";

const { Promise, Set } = globalThis; // a cell may put something else there

/** How long a cell's reply waits for what the cell has left running. */
const patienceMs = 5000;
/** Beside what has outlasted that, native work of a later cell cannot be told: it has so long. */
const unseenMs = 200;
const lookEveryMs = 20;

const outlasting = (work: readonly Work[]) =>
  `Still running ${patienceMs / 1000} s after this cell's end: ${nameAll(work) || "something that is not awaited, or not closed"}. ` +
  "Now it goes on by itself: if it fails later, that may not be seen.\n";

/**
 * Called once: from then on nothing but this keeps the process from ending, for the kernel's own threads and ports do not.
 * So Node itself can tell when all that cells have started is done: it is about to end the process (`beforeExit`).
 *
 * @returns a function that waits until then; where that takes too long, it gives up, and the cell says so. What has
 *   outlasted one cell so is not waited for again, as it may last for ever, nor is what it starts in its turn; what later
 *   cells start is.
 */
export function keepAlive(): (cell: Cell) => Promise<void> {
  const life = setInterval(() => undefined, 2 ** 30);
  const givenUp = new Set<Cell>();

  return (cell) =>
    new Promise((resolve) => {
      const began = performance.now();
      const end = () => {
        life.ref();
        process.off("beforeExit", allDone);
        clearInterval(looking);
        resolve();
      };
      const allDone = () =>
        withBuiltins(() => {
          givenUp.clear();
          end();
        });
      const giveUp = () => {
        const work = workOfCells().filter((one) => !givenUp.has(one.cell));
        for (const one of [cell, ...work.map((one) => one.cell)]) givenUp.add(one);
        if (cell.running && !cell.interrupted) cell.write("stderr", outlasting(work));
        end();
      };
      const look = () => {
        const waited = performance.now() - began;
        if (waited > patienceMs) giveUp();
        else if (givenUp.size > 0 && waited > unseenMs && workOfCells().every((one) => givenUp.has(one.cell)))
          end();
      };
      const looking = setInterval(() => withBuiltins(look), lookEveryMs).unref();
      process.on("beforeExit", allDone);
      life.unref();
    });
}
