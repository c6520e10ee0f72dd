// Starts the kernel: teaches require() to load TypeScript, then hands over to main.ts (or, in the kernel's second
// thread, to the file that the thread was started for).
//
// What a file became is kept by the hash of its text, so that neither the kernel nor `src` is transpiled twice. The
// types are checked elsewhere: those of cells, and of what they import, by the cell's compiler.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isMainThread, workerData } from "node:worker_threads";
import { hash, openCache } from "./cache.mjs";

const require = createRequire(import.meta.url);
const compiler = "@tslab/typescript-for-tslab";
const compilerVersion = require(`${compiler}/package.json`).version;
const cache = openCache(join(import.meta.dirname, "../../.cache/kernel"));

/** File name → the JavaScript, with its source map inline, that it was loaded as. */
const loadedSources = new Map();

function transpile(text) {
  const ts = require(compiler);
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
    inlineSourceMap: true,
  };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

function transpileOnce(text) {
  const name = `${hash(compilerVersion + text)}.js`;
  const known = cache.read(name);
  if (known !== undefined) return known;
  const code = transpile(text);
  cache.write(name, code);
  return code;
}

require.extensions[".ts"] = (module, file) => {
  const code = transpileOnce(readFileSync(file, "utf8"));
  loadedSources.set(file, code);
  module._compile(code, file);
};

require(isMainThread ? "./main.ts" : workerData.entry).start(loadedSources, cache);
