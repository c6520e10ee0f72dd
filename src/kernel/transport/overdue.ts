import type { Channel } from "../protocol";
import type { Parts } from "./wire";

/** So long an interrupt may wait before the cell that it is for says why. */
export const overdueMs = 3000;

export const overdueText =
  "The interrupt waits for native code (of Node or of a library), which cannot be ended: " +
  "the cell ends when that returns. Restarting the kernel ends it now.\n";

/** Knows from what is sent by which request a cell is running, as a parent header; none while a silent one does. */
export function watchRunning() {
  let running: string | undefined;
  return {
    /** Called with all that is sent. */
    observe(channel: Channel, identities: readonly Uint8Array[], [, parent]: Parts): void {
      const topic = channel === "iopub" && identities[0] && Buffer.from(identities[0]).toString();
      if (topic === "execute_input") running = parent;
      else if (running === parent && (channel === "shell" || channel === "control")) running = undefined;
    },
    parent: () => running,
  };
}
