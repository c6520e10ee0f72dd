import { bytesText } from "../inspect/numbers";
import { type Displayable, displayable } from "../notebook/display";
import type { Precision, Session } from "./engine";

/**
 * Has a session show what it runs and how, on a line.
 *
 * @param network the model's name
 */
export function showSession(
  session: Session,
  network: string,
  precision: Precision = "float32",
): Session & Displayable {
  const { name, version, device, threads } = session.engine;
  const how = `${name} ${version}, ${threads} ${threads === 1 ? "thread" : "threads"} of ${device}, ${precision}`;
  const state = () => (session.isDisposed ? "disposed" : bytesText(session.bytes));
  return displayable(session, { text: () => `Session: "${network}" on ${how}, ${state()}` });
}
