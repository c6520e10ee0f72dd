import { readFileSync } from "node:fs";
import Module, { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { isPackage } from "./compiler/packages";
import { cellModulePrefix } from "./compiler/scope";
import { honourPaths } from "./paths";
import { forwardTslabDisplay } from "./tslab-display";

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
  const imported = new Map<string, object>();
  honourPaths(root);

  const load = (name: string): unknown => {
    if (name.startsWith(cellModulePrefix)) return variables;
    if (name === "tslab") forwardTslabDisplay(requireNative);
    return imported.get(name) ?? requireNative(name);
  };

  return {
    require: Object.assign(load, requireNative),
    async prepare(names) {
      for (const name of names) {
        if (imported.has(name) || !isEsModule(requireNative, name)) continue;
        // Code that TypeScript emits tells by this mark that there is a default export of its own.
        const mark = { __esModule: { value: true } };
        imported.set(name, Object.create(await importNative(name), mark) as object);
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

/** Is a module one that `require` cannot load, or only with a warning? */
function isEsModule(require: NodeJS.Require, name: string): boolean {
  if (isBuiltin(name)) return false;
  try {
    const file = require.resolve(name);
    return file.endsWith(".mjs") || (file.endsWith(".js") && packageType(dirname(file)) === "module");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED"; // exported to `import` alone
  }
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
  const changedPaths = new Set(changed);
  const known = new Map<NodeJS.Module, boolean>();

  const isStale = (module: NodeJS.Module): boolean => {
    const before = known.get(module);
    if (before !== undefined) return before;
    known.set(module, false); // ends the recursion where modules import each other
    const stale = changedPaths.has(module.filename) || module.children.some(isOwnAndStale);
    known.set(module, stale);
    return stale;
  };
  const isOwnAndStale = (module: NodeJS.Module) => !isPackage(module.filename) && isStale(module);

  for (const [path, module] of Object.entries(require.cache)) {
    if (module && (!module.loaded || isOwnAndStale(module))) Reflect.deleteProperty(require.cache, path);
  }
}
