import * as jupyter from "tslab/dist/jupyter";
import type { publish } from "../display";

/** Lets `tslab.display` show things in the running cell. */
export function forwardTslabDisplay(show: typeof publish): void {
  const writeDisplayData: typeof jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update) =>
    show(data, { displayId: transient.display_id, update, metadata });
  Object.assign(jupyter, { lastWriteDisplayData: writeDisplayData });
}
