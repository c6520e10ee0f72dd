import { inspect } from "node:util";
import { withBuiltins } from "../builtins";
import type { MimeBundle } from "../protocol";
import { encode, snapshot } from "./mime";
import { currentCell } from "./outputs";
import { tableOf } from "./table";
import { mostText, shortened } from "./wording";

/** A value with a method of this name shows itself as the MIME bundle that it returns. */
const jupyterDisplay = Symbol.for("Jupyter.display");
/** Under this name `src` finds the function that publishes for the running cell. */
const jupyterPublish = Symbol.for("Jupyter.publish");
/** Under this name `src` finds the function that shows a value as if the running cell ended on it. */
const jupyterShow = Symbol.for("Jupyter.show");

/** Characters of a string, which leaves room to say how many more it has. */
const mostString = mostText - 100;

interface PublishOptions {
  /** Names the output, so that it can be replaced later. */
  displayId?: string;
  /** Replaces the output of that name. */
  update?: boolean;
  metadata?: object;
}

/** How a value shows itself: its own bundle; else a table, where it is one; else as util.inspect has it. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  const bundle = (await ownBundle(value)) ?? tableBundle(value);
  return encode({ "text/plain": bundle?.["text/plain"] ?? textOf(value), ...bundle });
}

/** Cut where it is too long, which what a value shows itself as never is. */
function textOf(value: unknown): string {
  return shortened(inspect(value, { maxStringLength: mostString }), mostText);
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

function tableBundle(value: unknown): MimeBundle | undefined {
  const table = tableOf(value);
  return table && { "text/plain": table.text, "text/html": table.html };
}

/**
 * Shows something now, in the middle of the cell that asks for it.
 *
 * @throws TypeError when no client could read it
 */
export function publish(
  bundle: MimeBundle,
  { displayId, update = false, metadata = {} }: PublishOptions = {},
): void {
  withBuiltins(() => {
    const transient = displayId === undefined ? {} : { display_id: displayId };
    const content = { data: encode(bundle), metadata: snapshot("metadata", metadata), transient };
    if (update && displayId !== undefined) currentCell()?.update(displayId, content);
    else currentCell()?.show(content);
  });
}

/** Shows a value now, in the cell that asks for it. */
async function show(value: unknown): Promise<void> {
  publish(await bundleOf(value));
}

/** What Node hangs on promises, to know whose they are; in Node 24 it no longer does. */
const notesOnPromises = new Set(["async_id_symbol", "trigger_async_id_symbol", "kResourceStore"]);

/** Has promises show themselves without Node's notes on them, which lead into the kernel. */
function hideNotesOnPromises(): void {
  void Object.defineProperty(Promise.prototype, inspect.custom, {
    value(this: Promise<unknown>) {
      for (const symbol of Object.getOwnPropertySymbols(this)) {
        if (notesOnPromises.has(symbol.description ?? "")) {
          Reflect.defineProperty(this, symbol, { enumerable: false });
        }
      }
      return this;
    },
    configurable: true,
    writable: true,
  });
}

export function installDisplay(): void {
  hideNotesOnPromises();
  Object.defineProperty(globalThis, jupyterPublish, { value: publish, configurable: true });
  Object.defineProperty(globalThis, jupyterShow, { value: show, configurable: true });
}
