import { readFileSync, statSync } from "node:fs";
import Module, { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isPackage } from "../compiler/packages";
import { cellModulePrefix } from "../compiler/scope";
import { stemOf } from "../compiler/stem";
import { forwardTslabDisplay } from "../output/tslab-display";
import { findPackagesForImport, loadOwnEsModules, needsImport } from "./es-modules";
import { honourPaths, preferTypeScript } from "./paths";

/** What cells import is loaded by `require`, relative to the project's root, wherever the notebook lies. */
export interface Modules {
  require: NodeJS.Require;
  /** Loads what only `import` can load, so that `require` has it. */
  prepare(names: readonly string[]): Promise<void>;
  /** Has the changed files loaded anew when they are next imported, and with them whatever imports them. */
  forget(changed: readonly string[]): void;
}

/** @param variables what a cell gets that imports an earlier cell */
export function createModules(root: string, variables: object): Modules {
  const base = join(root, "cell.js");
  const requireNative = createRequire(base);
  const importNative = importFrom(base);
  /** Name → where it was imported from, and what that exports. */
  const imported = new Map<string, { url: string; exports: object }>();
  honourPaths(root);
  preferTypeScript();
  findPackagesForImport();
  loadOwnEsModules();

  const load = (name: string): unknown => {
    if (name.startsWith(cellModulePrefix)) return variables;
    if (name === "tslab") forwardTslabDisplay(requireNative);
    return imported.get(name)?.exports ?? requireNative(name);
  };

  return {
    require: Object.assign(load, requireNative),
    async prepare(names) {
      for (const name of names) {
        const url = urlToImport(requireNative, name);
        if (url === undefined) imported.delete(name);
        if (url === undefined || imported.get(name)?.url === url) continue;
        // Code that TypeScript emits tells by this mark that there is a default export of its own.
        const mark = { __esModule: { value: true } };
        imported.set(name, { url, exports: Object.create(await importNative(url), mark) as object });
      }
    },
    forget: forgetModules,
  };
}

/** `import` as a file would call it; that of code without a file (`node:vm`) warns of being experimental. */
function importFrom(file: string): (name: string) => Promise<object> {
  const module = new Module(file) as Module & { _compile(code: string, file: string): void };
  module._compile("module.exports = (name) => import(name);", file);
  return module.exports as (name: string) => Promise<object>;
}

/**
 * Where a module is imported from that `require` cannot load, or might not. Of a file of the project it is another place
 * after each change, since Node keeps what it has imported.
 */
function urlToImport(require: NodeJS.Require, name: string): string | undefined {
  if (isBuiltin(name)) return undefined;
  const file = resolved(require, name);
  if (file === undefined || !isEsModule(file)) return undefined;
  const url = pathToFileURL(file).href;
  if (isPackage(file)) return url;
  return needsImport(file) ? `${url}?${statSync(file).ctimeMs}` : undefined;
}

function resolved(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined; // the cell is told when it asks for it
  }
}

function isEsModule(file: string): boolean {
  return file.endsWith(".mjs") || (file.endsWith(".js") && packageType(dirname(file)) === "module");
}

/** `type` of the package that a folder belongs to. */
function packageType(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: unknown }).type;
  } catch {
    return dirname(folder) === folder ? undefined : packageType(dirname(folder));
  }
}

/** Forgets also what an interrupt has left half loaded: between two cells nothing else is. */
function forgetModules(changed: readonly string[]): void {
  const stems = new Set(changed.map(stemOf));
  const known = new Map<NodeJS.Module, boolean>();

  const isStale = (module: NodeJS.Module): boolean => {
    const before = known.get(module);
    if (before !== undefined) return before;
    known.set(module, false); // ends the recursion where modules import each other
    const stale = stems.has(stemOf(module.filename)) || module.children.some(isOwnAndStale);
    known.set(module, stale);
    return stale;
  };
  const isOwnAndStale = (module: NodeJS.Module) => !isPackage(module.filename) && isStale(module);

  for (const [path, module] of Object.entries(require.cache)) {
    if (module && (!module.loaded || isOwnAndStale(module))) Reflect.deleteProperty(require.cache, path);
  }
  if (changed.length === 0) return;
  const { _pathCache: found } = Module as unknown as { _pathCache: Record<string, string> };
  for (const [name, path] of Object.entries(found)) {
    if (!isPackage(path)) Reflect.deleteProperty(found, name);
  }
}
