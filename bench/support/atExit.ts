import { constants } from "node:os";

const works = new Set<() => void>();

/**
 * Has work done when this process ends, by Ctrl-C and its like too.
 *
 * @returns what takes the work back
 */
export function atExit(work: () => void): () => void {
  listen();
  works.add(work);
  return () => void works.delete(work);
}

let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  process.once("exit", () => works.forEach((work) => work()));
  // By itself a signal ends a process without "exit".
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
