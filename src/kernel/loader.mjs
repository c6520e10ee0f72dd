// Teaches require() to load TypeScript.
//
// What a file became is kept by the hash of its text, so that neither the kernel nor `src` is transpiled twice. The
// types are checked elsewhere: those of cells, and of what they import, by the cell's compiler.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, parse } from "node:path";
import { hash, openCache } from "./cache.mjs";
import { keepBytecode } from "./code-cache.mjs";

export const require = createRequire(import.meta.url);

const folder = join(import.meta.dirname, "../../.cache/kernel");
const cache = openCache(folder);
/** What is kept of modules, and what is kept of cells: these are many, and come and go. */
export const caches = { modules: cache, cells: openCache(join(folder, "cells"), 1000) };

/** File name → the JavaScript, with its source map inline, that it was loaded as. */
export const loadedSources = new Map();

const compiler = "typescript";
const compilerVersion = require(`${compiler}/package.json`).version;

/** An ES module in JavaScript becomes what one in TypeScript would. */
function transpile(text, file) {
  const ts = require(compiler);
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    moduleDetection: ts.ModuleDetectionKind.Force,
    target: ts.ScriptTarget.ES2024,
    esModuleInterop: true,
    inlineSourceMap: true,
  };
  return ts.transpileModule(text, { compilerOptions, fileName: `${parse(file).name}.ts` }).outputText;
}

const nameOf = (text) => `${hash(`${compilerVersion}\n${text}`)}.js`;

/** Keeps what a file with this text becomes: the cells' compiler, which has checked it, saves loading another one. */
export function keepCode(text, code) {
  cache.write(nameOf(text), code);
}

function transpileOnce(text, file) {
  const known = cache.read(nameOf(text));
  if (known !== undefined) return known;
  const code = transpile(text, file);
  keepCode(text, code);
  return code;
}

keepBytecode(require, cache);
require.extensions[".ts"] = (module, file) => {
  const code = transpileOnce(readFileSync(file, "utf8"), file);
  loadedSources.set(file, code);
  module._compile(code, file);
};
