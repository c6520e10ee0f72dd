import { existsSync, readFileSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import { register } from "tsconfig-paths";
import type { modulePaths } from "../compiler/options";
import { isPackage } from "../compiler/packages";

/** Has `require` find modules by the `paths` of the tsconfig.json in `root`, as the compiler does, if there are any. */
export function honourPaths(root: string): void {
  if (!mayHavePaths(join(root, "tsconfig.json"))) return;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it loads TypeScript, which takes a quarter of a second
  const options = require("../compiler/options") as { modulePaths: typeof modulePaths };
  const { paths = {}, pathsBasePath, baseUrl } = options.modulePaths(root);
  const folder = typeof pathsBasePath === "string" ? pathsBasePath : root;
  register({ baseUrl: baseUrl ?? folder, paths, addMatchAll: baseUrl !== undefined });
}

/** What Node resolves modules with, beside its public functions. */
interface Internals {
  _resolveFilename(...asked: unknown[]): string;
}

/** For "./size" Node takes size.js before size.ts, and TypeScript the other way round: so does `require` from now on. */
export function preferTypeScript(): void {
  const internals = Module as unknown as Internals;
  const resolve = internals._resolveFilename.bind(Module);
  internals._resolveFilename = (...asked) => {
    const file = resolve(...asked);
    if (!file.endsWith(".js") || isPackage(file)) return file;
    const source = file.replace(/\.js$/, ".ts");
    return existsSync(source) ? source : file;
  };
}

function mayHavePaths(file: string): boolean {
  try {
    return /"(?:paths|baseUrl|extends)"/.test(readFileSync(file, "utf8"));
  } catch {
    return false; // there is none, or it cannot be read
  }
}
