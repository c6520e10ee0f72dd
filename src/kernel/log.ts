import { writeSync } from "node:fs";

const stderr = 2;

/** Writes to the kernel's own log, from either thread; `process.stderr` is where cells write, and shows there. */
export function log(message: string): void {
  try {
    writeSync(stderr, `${message}\n`);
  } catch {
    // Nobody reads it.
  }
}
