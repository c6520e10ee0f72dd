import process from "node:process";
import { clearTimeout, setInterval, setTimeout } from "node:timers";

const { Promise } = globalThis; // a cell may put something else there

/** How long a cell's reply waits for what the cell has left running. */
const patienceMs = 5000;
/** Once something has outlasted that, as an interval does that nobody clears, it may last for ever. */
const lostPatienceMs = 200;

/**
 * Called once: from then on nothing but this keeps the process from ending, for the kernel's own threads and ports do not.
 * So Node itself can tell when all that cells have started is done: it is about to end the process (`beforeExit`).
 *
 * @returns a function that waits until then; where that takes too long, it gives up
 */
export function keepAlive(): () => Promise<void> {
  const life = setInterval(() => undefined, 2 ** 30);
  let patience = patienceMs;

  return () =>
    new Promise((resolve) => {
      const end = () => {
        life.ref();
        process.off("beforeExit", end);
        clearTimeout(limit);
        resolve();
      };
      const limit = setTimeout(() => {
        patience = lostPatienceMs;
        end();
      }, patience).unref();
      process.on("beforeExit", end);
      life.unref();
    });
}
