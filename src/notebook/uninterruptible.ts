type Run = <T>(work: () => T) => T;

/**
 * Runs native work that makes JavaScript objects: it aborts the process when JavaScript is ended under it, which is how
 * a notebook's kernel interrupts a cell. A kernel that does so leaves a function on `globalThis`, under
 * `Symbol.for("convbook.uninterruptible")`, that puts its interrupts off meanwhile; elsewhere the work just runs.
 *
 * @param work synchronous
 * @throws whatever `work` throws; what the kernel throws in a cell that it has interrupted
 */
export function uninterruptible<T>(work: () => T): T {
  const run = (globalThis as Record<symbol, unknown>)[Symbol.for("convbook.uninterruptible")];
  return typeof run === "function" ? (run as Run)(work) : work();
}

/**
 * Has a notebook's kernel call `repair` whenever it ends code of a cell where it stands, so that no `finally` runs. Such a
 * kernel keeps a set of repairs on `globalThis`, under `Symbol.for("convbook.repairs")`; elsewhere nothing ends so.
 *
 * @param repair synchronous; called in the midst of the code that ends
 */
export function repairWhenEnded(repair: () => void): void {
  const repairs = (globalThis as Record<symbol, unknown>)[Symbol.for("convbook.repairs")];
  if (repairs instanceof Set) repairs.add(repair);
}
