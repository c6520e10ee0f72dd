import { log } from "../log";
import { die } from "./parent";

/** Called in either thread when the sockets have failed: without them there is no kernel. */
export function dieUnreachable(error: unknown): void {
  log(`The kernel cannot be reached: ${String(error)}`);
  die();
}
