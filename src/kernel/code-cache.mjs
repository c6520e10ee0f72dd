// Keeps the bytecode of the packages' large files from one kernel to the next: to compile TypeScript's nine megabytes of
// JavaScript takes V8 a quarter of a second. (Node 22 has module.enableCompileCache for this.)
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { arch } from "node:os";
import { dirname } from "node:path";
import { Script, constants } from "node:vm";
import { hash } from "./cache.cjs";

/** Below that, V8 is as quick as the disk. */
const leastBytes = 100_000;

/**
 * From now on `require` takes the bytecode of large files from `cache`, and when the process ends, it is kept with all
 * functions that have been compiled by then.
 */
export function keepBytecode(require, cache) {
  const unkept = new Map();
  const loadAsUsual = require.extensions[".js"];

  require.extensions[".js"] = (module, file) => {
    const script = isLarge(file) && compile(file);
    if (!script) return loadAsUsual(module, file);
    const own = Object.assign((name) => module.require(name), createRequire(file));
    const { exports } = module;
    script.runInThisContext().call(exports, exports, own, module, file, dirname(file));
  };

  process.on("exit", () => {
    for (const [name, script] of unkept) cache.writeBytes(name, script.createCachedData());
  });

  /** Undefined where it is not a script, but a module. */
  function compile(file) {
    const text = readFileSync(file, "utf8").replace(/^#!.*/, "");
    const name = `${hash(`${process.version} ${arch()}\n${text}`)}.code`;
    const cachedData = cache.readBytes(name);
    try {
      const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${text}\n})`, {
        filename: file,
        cachedData,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
      if (cachedData === undefined || script.cachedDataRejected) unkept.set(name, script);
      return script;
    } catch {
      return undefined;
    }
  }
}

function isLarge(file) {
  return file.includes("/node_modules/") && statSync(file).size >= leastBytes;
}
