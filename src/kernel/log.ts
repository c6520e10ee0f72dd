import { writeSync } from "node:fs";

/** Writes to the kernel's own log, from either thread; `process.stderr` is where cells write, and shows there. */
export function log(message: string): void {
  try {
    writeSync(process.stderr.fd, `${message}\n`);
  } catch {
    // Nobody reads it.
  }
}
