// Starts the kernel, and is its only file that is not TypeScript: it teaches require() to load TypeScript, then hands
// over to main.ts (or, in the kernel's second thread, to the file that the thread was started for).
//
// What a file became is kept under .cache/kernel by the hash of its text, so that neither the kernel nor `src` is
// transpiled twice. The types are checked elsewhere: those of cells, and of what they import, by the cell's compiler.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isMainThread, workerData } from "node:worker_threads";

const require = createRequire(import.meta.url);
const compiler = "@tslab/typescript-for-tslab";
const compilerVersion = require(`${compiler}/package.json`).version;
const cacheFolder = join(import.meta.dirname, "../../.cache/kernel");

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

function cached(text) {
  const key = createHash("sha256").update(compilerVersion).update(text).digest("hex").slice(0, 32);
  const file = join(cacheFolder, `${key}.js`);
  try {
    return readFileSync(file, "utf8");
  } catch {
    const code = transpile(text);
    try {
      mkdirSync(cacheFolder, { recursive: true });
      writeFileSync(`${file}.${process.pid}`, code);
      renameSync(`${file}.${process.pid}`, file); // in one step: two kernels may start at once
    } catch {
      // A folder that cannot be written costs time, nothing else.
    }
    return code;
  }
}

require.extensions[".ts"] = (module, file) => {
  const code = cached(readFileSync(file, "utf8"));
  loadedSources.set(file, code);
  module._compile(code, file);
};

require(isMainThread ? "./main.ts" : workerData.entry).start(loadedSources);
