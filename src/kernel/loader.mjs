// Teaches require() to load TypeScript.
//
// What a file became is kept by the hash of its text, so that neither the kernel nor `src` is transpiled twice. The
// types are checked elsewhere: those of cells, and of what they import, by the cell's compiler.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { hash, openCache } from "./cache.mjs";
import { keepBytecode } from "./code-cache.mjs";

export const require = createRequire(import.meta.url);
export const cache = openCache(join(import.meta.dirname, "../../.cache/kernel"));

/** File name → the JavaScript, with its source map inline, that it was loaded as. */
export const loadedSources = new Map();

const compiler = "typescript";
const compilerVersion = require(`${compiler}/package.json`).version;

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
  const name = `${hash(`${compilerVersion}\n${text}`)}.js`;
  const known = cache.read(name);
  if (known !== undefined) return known;
  const code = transpile(text);
  cache.write(name, code);
  return code;
}

keepBytecode(require, cache);
require.extensions[".ts"] = (module, file) => {
  const code = transpileOnce(readFileSync(file, "utf8"));
  loadedSources.set(file, code);
  module._compile(code, file);
};
