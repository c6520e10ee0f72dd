import type * as jupyter from "tslab/dist/jupyter";
import { publish } from "./display";

/** Lets `tslab.display` show things in the running cell. */
export function forwardTslabDisplay(require: NodeJS.Require): void {
  const writeDisplayData: typeof jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update) =>
    publish(data, { displayId: transient.display_id, update, metadata });
  Object.assign(require("tslab/dist/jupyter") as object, { lastWriteDisplayData: writeDisplayData });
}
