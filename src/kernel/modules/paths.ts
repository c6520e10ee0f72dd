import { readFileSync } from "node:fs";
import { join } from "node:path";
import { register } from "tsconfig-paths";
import type { modulePaths } from "../compiler/options";

/** Has `require` find modules by the `paths` of the tsconfig.json in `root`, as the compiler does, if there are any. */
export function honourPaths(root: string): void {
  if (!mayHavePaths(join(root, "tsconfig.json"))) return;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it loads TypeScript, which takes a quarter of a second
  const options = require("../compiler/options") as { modulePaths: typeof modulePaths };
  const { paths = {}, pathsBasePath, baseUrl } = options.modulePaths(root);
  const folder = typeof pathsBasePath === "string" ? pathsBasePath : root;
  register({ baseUrl: baseUrl ?? folder, paths, addMatchAll: baseUrl !== undefined });
}

function mayHavePaths(file: string): boolean {
  try {
    return /"(?:paths|baseUrl|extends)"/.test(readFileSync(file, "utf8"));
  } catch {
    return false; // there is none, or it cannot be read
  }
}
