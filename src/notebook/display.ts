import { inspect } from "node:util";

/** MIME type → content: "text/plain" and "text/html" as strings, JSON types as objects. */
export type MimeBundle = Record<string, unknown>;

/** The field's convention (first seen in Deno's kernel): a value with this method shows itself. */
export const jupyterDisplay = Symbol.for("Jupyter.display");

export interface Displayable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
}

/** How data shows itself; only `text` is a must. */
export interface View {
  text: () => string;
  html?: () => string;
  /** Further MIME types, or other ones than `text` and `html` give. */
  bundle?: () => MimeBundle | Promise<MimeBundle>;
}

/** The kernel sets this global function; it publishes an output of the cell that is running. */
type Publish = (bundle: MimeBundle, options?: { displayId?: string; update?: boolean }) => void;

const publishKey = Symbol.for("Jupyter.publish");

function publisher(): Publish | undefined {
  return (globalThis as Record<symbol, unknown>)[publishKey] as Publish | undefined;
}

/** Whether a Jupyter kernel runs this code. */
export function inNotebook(): boolean {
  return publisher() !== undefined;
}

/**
 * Adds to plain data how it shows itself: as a MIME bundle when a cell ends on it, as a text table in a terminal
 * (`util.inspect`, so `console.log` too). What it adds is not enumerable: JSON and spread see the data alone.
 *
 * @returns the same object
 */
export function displayable<T extends object>(data: T, view: View): T & Displayable {
  const bundle = async (): Promise<MimeBundle> => ({
    "text/plain": view.text(),
    ...(view.html && { "text/html": view.html() }),
    ...(await view.bundle?.()),
  });
  Object.defineProperty(data, jupyterDisplay, { value: bundle, configurable: true });
  Object.defineProperty(data, inspect.custom, { value: view.text, configurable: true });
  return data as T & Displayable;
}

/** Adds to plain data that it shows itself as a table, which is laid out only then. @returns the same object */
export function displayableTable<T extends object>(
  data: T,
  table: () => { text: string; html: string },
): T & Displayable {
  return displayable(data, { text: () => table().text, html: () => table().html });
}

/** Shows a value now, in the middle of a cell; outside a notebook its text goes to stdout. */
export async function display(value: unknown): Promise<void> {
  const publish = publisher();
  if (!publish) {
    process.stdout.write(`${typeof value === "string" ? value : inspect(value)}\n`);
    return;
  }
  publish(isDisplayable(value) ? await value[jupyterDisplay]() : { "text/plain": inspect(value) });
}

/** One output that each `update` replaces. */
export interface LiveOutput {
  update(bundle: MimeBundle): void;
}

let liveOutputs = 0;

/** Opens an output that can be replaced; outside a notebook each text goes to stderr. */
export function liveOutput(): LiveOutput {
  const publish = publisher();
  if (!publish) {
    return { update: (bundle) => void process.stderr.write(`${String(bundle["text/plain"])}\n`) };
  }
  const displayId = `convbook-${process.pid}-${++liveOutputs}`;
  let update = false;
  return {
    update: (bundle) => {
      publish(bundle, { displayId, update });
      update = true;
    },
  };
}

function isDisplayable(value: unknown): value is Displayable {
  return value !== null && typeof value === "object" && jupyterDisplay in value;
}
