// TypeScript to JavaScript, file by file. What a file became is kept by the hash of its text, so that neither the kernel
// nor `src` is transpiled twice. The types are checked elsewhere: those of cells, and of what they import, by the cells'
// compiler; all others by `npm run check`.
import { createRequire } from "node:module";
import { join, parse } from "node:path";
import { hash, openCache } from "./cache.mjs";

const require = createRequire(import.meta.url);
const compiler = "typescript";
const compilerVersion = require(`${compiler}/package.json`).version;

const folder = join(import.meta.dirname, "../../.cache/kernel");
/** What is kept of modules, and what is kept of cells: these are many, and come and go. */
export const caches = { modules: openCache(folder), cells: openCache(join(folder, "cells"), 1000) };

/** The JavaScript of a file with this text, with its source map inline. */
export function transpileOnce(text, file) {
  const known = caches.modules.read(nameOf(text));
  if (known !== undefined) return known;
  const code = transpile(text, file);
  keepCode(text, code);
  return code;
}

/** Keeps what a file with this text becomes: the cells' compiler, which has checked it, saves loading another one. */
export function keepCode(text, code) {
  caches.modules.write(nameOf(text), code);
}

function nameOf(text) {
  return `${hash(`${compilerVersion}\n${text}`)}.js`;
}

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
