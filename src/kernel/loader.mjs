// Teaches require() to load TypeScript.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { keepBytecode } from "./code-cache.mjs";
import { caches, keepCode, transpileOnce } from "./transpile.cjs";

export { caches, keepCode };
export const require = createRequire(import.meta.url);

/** File name → the JavaScript, with its source map inline, that it was loaded as. */
export const loadedSources = new Map();

keepBytecode(require, caches.modules);
require.extensions[".ts"] = (module, file) => {
  const code = transpileOnce(readFileSync(file, "utf8"), file);
  loadedSources.set(file, code);
  module._compile(code, file);
};
