import { inNotebook } from "../notebook/display";

/** What the addon's TF.js draws the progress of `model.fit` with. */
export interface ProgressHelper {
  ProgressBar: new (...args: never[]) => { tick: () => void };
}

/**
 * Leaves `model.fit` its two lines an epoch, and of its progress bar nothing where that has no terminal to be drawn in:
 * there, the bar writes empty lines to stderr.
 */
export function drawBarsInTerminalsOnly(helper: ProgressHelper): void {
  if (process.stderr.isTTY && !inNotebook()) return;
  helper.ProgressBar = class {
    tick() {}
  };
}
