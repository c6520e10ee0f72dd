import { inspect, types } from "node:util";
import { currentCell } from "./outputs";
import type { MimeBundle } from "./protocol";

/** A value with a method of this name shows itself as the MIME bundle that it returns. */
const jupyterDisplay = Symbol.for("Jupyter.display");
/** Under this name `src` finds the function that publishes for the running cell. */
const jupyterPublish = Symbol.for("Jupyter.publish");

interface PublishOptions {
  /** Names the output, so that it can be replaced later. */
  displayId?: string;
  /** Replaces the output of that name. */
  update?: boolean;
  metadata?: object;
}

/** How a value shows itself: its own bundle, with util.inspect's text where that has none. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  const own = await ownBundle(value);
  return encodeBinary({ "text/plain": own?.["text/plain"] ?? inspect(value), ...own });
}

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const show = (value as Record<symbol, unknown>)[jupyterDisplay];
  if (typeof show !== "function") return undefined;
  const bundle: unknown = await Reflect.apply(show, value, []);
  if (typeof bundle !== "object" || bundle === null) {
    throw new TypeError(`Symbol.for("Jupyter.display") must return a MIME bundle, not ${inspect(bundle)}.`);
  }
  return bundle as MimeBundle;
}

/** Pictures come as bytes and travel as base64. */
function encodeBinary(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, data]) => [
      type,
      types.isUint8Array(data) ? Buffer.from(data).toString("base64") : data,
    ]),
  );
}

/** Shows something now, in the middle of the cell that asks for it. */
export function publish(
  bundle: MimeBundle,
  { displayId, update = false, metadata = {} }: PublishOptions = {},
): void {
  currentCell()?.publish(update ? "update_display_data" : "display_data", {
    data: encodeBinary(bundle),
    metadata,
    transient: displayId === undefined ? {} : { display_id: displayId },
  });
}

export function installPublish(): void {
  Object.defineProperty(globalThis, jupyterPublish, { value: publish, configurable: true });
}
