import { bytesText } from "../inspect/numbers";
import { type Displayable, displayable } from "../notebook/display";
import type { Precision, Session } from "./engine";
import { counted } from "./setting";

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
  const { name, version, device, threads = 1 } = session.engine;
  const how = `${name} ${version}, ${counted(threads, "thread")} of ${device}, ${precision}`;
  const state = () => (session.isDisposed ? "disposed" : bytesText(session.bytes));
  return displayable(session, { text: () => `Session: "${network}" on ${how}, ${state()}` });
}
