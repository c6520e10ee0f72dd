import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { withBuiltins } from "../builtins";
import { asWritten } from "./as-written";
import { type Position, type Script, fileScript } from "./source-maps";

/** Deep enough that a cell's own line is seen below a library's frames. */
const stackDepth = 50;

/** Modules that stand around every operation of TF.js, whoever asks for it. */
const wrappers = ["engines/interrupts.ts", "notebook/uninterruptible.ts"].map((file) =>
  join(dirname(dirname(__dirname)), file),
);

/** A place in a cell or in a TypeScript file. */
export interface Place {
  script: Script;
  position: Position;
}

export interface Scripts {
  /** Makes known what runs under `name`. */
  add(name: string, script: Script): void;
  /** Where a position of the code that runs under `name` comes from. */
  find(name: string, position: Position): Place | undefined;
}

/** V8's own words for a frame: `f (file:line:column)`. */
type Site = NodeJS.CallSite & { toString(): string };

const TypeErrors: unknown = TypeError.prototype; // a cell may put something else there

const origins = new WeakMap<Error, Origin>();

/** Of the places on an error's stack those whose code a person wants to see. */
export interface Origin {
  /** The innermost in a cell. */
  cell?: Place;
  /** In a module of the project: where no cell led to the error, or where nobody threw it on purpose. */
  module?: Place;
}

export function originOf(error: Error): Origin {
  Reflect.get(error, "stack"); // it is made when it is first read
  return origins.get(error) ?? {};
}

/**
 * @param loadedSources the TypeScript files that require() has loaded: path → JavaScript with its map
 */
export function createScripts(root: string, loadedSources: ReadonlyMap<string, string>): Scripts {
  const cells = new Map<string, Script>();
  const files = new Map<string, { code: string; script: Script }>();

  const file = (path: string): Script | undefined => {
    const code = loadedSources.get(path);
    if (code === undefined) return undefined;
    const known = files.get(path);
    if (known?.code === code) return known.script;
    const script = fileScript(relative(root, path), path, code);
    files.set(path, { code, script });
    return script;
  };

  return {
    add: (name, script) => cells.set(name, script),
    find(name, generated) {
      const script = cells.get(name) ?? file(name);
      const position = script?.toSource(generated);
      return script && position && { script, position };
    },
  };
}

/**
 * From now on the stack of every error names cells and TypeScript files by their own lines, and leaves out the frames of
 * the kernel and of Node itself.
 */
export function installStackTraces(root: string, scripts: Scripts): void {
  const folders = [dirname(__dirname), dirname(require.resolve("tslab")), ...wrappers];
  const hidden = [...folders, ...folders.map((folder) => pathToFileURL(folder).href)]; // which ES modules are named by
  const isHidden = (file: string) =>
    file.startsWith("node:") || hidden.some((folder) => file.startsWith(folder));

  const place = (site: NodeJS.CallSite): Place | undefined =>
    scripts.find(site.getFileName() ?? "", {
      line: (site.getLineNumber() ?? 1) - 1,
      column: (site.getColumnNumber() ?? 1) - 1,
    });

  const format = (site: Site): string | undefined => {
    const file = site.getFileName();
    if (!file) return site.toString(); // native code, such as Array.map
    if (isHidden(file)) return undefined;
    const found = place(site);
    if (!found) return isCellScript(file) ? undefined : site.toString().replace(root, ".");
    const { script, position } = found;
    const generated = `${file}:${site.getLineNumber()}:${site.getColumnNumber()}`;
    return site.toString().replace(generated, `${script.label}:${position.line + 1}:${position.column + 1}`);
  };

  const firstPlace = (sites: readonly NodeJS.CallSite[]): Place | undefined => {
    for (const site of sites) {
      const found = place(site);
      if (found) return found;
    }
    return undefined;
  };

  const originAmong = (sites: readonly NodeJS.CallSite[]): Origin => {
    const cell = firstPlace(sites.filter((site) => isCellScript(site.getFileName() ?? "")));
    if (!cell) return { module: firstPlace(sites) };
    const failing = sites.find((site) => site.getFileName()); // below native code, such as JSON.parse
    if (!failing || isCellScript(failing.getFileName() ?? "")) return { cell };
    const module = place(failing);
    return module && !isDeliberate(module) ? { cell, module } : { cell };
  };

  const stackOf = (error: Error, sites: readonly NodeJS.CallSite[]): string => {
    const thrower = sites[0] && place(sites[0]);
    if (thrower && isTypeErrorInWords(error)) error.message = asWritten(error.message, thrower.script.source);
    origins.set(error, originAmong(sites.filter((site) => !isHidden(site.getFileName() ?? ""))));
    const frames = sites.map(format).filter((frame) => frame !== undefined);
    return [heading(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
  };

  Error.stackTraceLimit = stackDepth;
  Error.prepareStackTrace = (error, sites) => withBuiltins(() => stackOf(error, sites));
}

/** Whether a module tells its caller of an error of the caller's. */
function isDeliberate({ script, position }: Place): boolean {
  return /\bthrow\b|\bnew \w*Error\b/.test(script.source.split("\n")[position.line] ?? "");
}

const cellScheme = "cell:";

/** A name under which a cell's code runs. No two runs share one. */
export function cellScriptName(run: number): string {
  return `${cellScheme}${run}`;
}

function isCellScript(name: string): boolean {
  return name.startsWith(cellScheme);
}

/** TypeErrors alone tell the code that has failed. */
function isTypeErrorInWords(error: Error): boolean {
  const message: unknown = Object.getOwnPropertyDescriptor(error, "message")?.value;
  return Object.getPrototypeOf(error) === TypeErrors && typeof message === "string";
}

function heading(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error"; // its name or message cannot be read
  }
}
