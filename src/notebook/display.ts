import { inspect, type InspectOptions } from "node:util";

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

/** The kernel sets these global functions, which show something in the cell that is running: a bundle … */
type Publish = (bundle: MimeBundle, options?: { displayId?: string; update?: boolean }) => void;
/** … or any value, as if the cell ended on it. */
type Show = (value: unknown) => Promise<void>;

const globals = globalThis as Record<symbol, unknown>;

function publisher(): Publish | undefined {
  return globals[Symbol.for("Jupyter.publish")] as Publish | undefined;
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
  Object.defineProperty(data, jupyterDisplay, { value: () => bundleOf(view), configurable: true });
  Object.defineProperty(data, inspect.custom, { value: view.text, configurable: true });
  return data as T & Displayable;
}

async function bundleOf(view: View): Promise<MimeBundle> {
  return {
    "text/plain": view.text(),
    ...(view.html && { "text/html": view.html() }),
    ...(await view.bundle?.()),
  };
}

/**
 * Has all values of a class that is not ours show themselves, as `displayable` does for data of ours.
 *
 * @param view `brief` is one line, which stands for the value within another one
 */
export function displayClass<T extends object>(
  { prototype }: { prototype: T },
  view: (value: T) => View & { brief: () => string },
): void {
  Object.defineProperties(prototype, {
    [jupyterDisplay]: {
      value(this: T) {
        return bundleOf(view(this));
      },
      configurable: true,
      writable: true, // else a value of the class could not be given a view of its own by assigning it
    },
    [inspect.custom]: {
      value(this: T, depth: number, options: InspectOptions) {
        const { brief, text } = view(this);
        return depth === options.depth ? text() : brief();
      },
      configurable: true,
      writable: true,
    },
  });
}

/** Adds to plain data that it shows itself as a table, which is laid out only then. @returns the same object */
export function displayableTable<T extends object>(
  data: T,
  table: () => { text: string; html: string },
): T & Displayable {
  return displayable(data, { text: () => table().text, html: () => table().html });
}

/** Shows a value now, in the middle of a cell, as if the cell ended on it; outside a notebook its text goes to stdout. */
export async function display(value: unknown): Promise<void> {
  const show = globals[Symbol.for("Jupyter.show")] as Show | undefined;
  if (show) await show(value);
  else process.stdout.write(`${typeof value === "string" ? value : inspect(value)}\n`);
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
