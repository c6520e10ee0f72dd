const recheckMs = 1000;
/** How often in a row a process is found dying before that takes too long. As a rule it has ended before the first. */
const patience = 3;

/**
 * Calls `end` where a dying process does not end. Node's report of a failure waits for each thread to tell what it does,
 * also for one in native code (`execSync` in a worker), which may take for ever.
 */
export function watchDeath(isDying: () => boolean, end: () => void): void {
  let times = 0;
  setInterval(() => {
    times = isDying() ? times + 1 : 0;
    if (times === patience) end();
  }, recheckMs).unref();
}
