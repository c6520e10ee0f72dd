/**
 * Stand-ins for the CUDA libraries that PyTorch's wheel for Linux is linked with. It does not load without them, although a
 * benchmark of processors calls nothing in them, and they take gigabytes to fetch. Each stand-in has the names that PyTorch
 * looks for, and each function answers "no device", so that PyTorch finds no graphics card.
 */
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { Problem } from "../support/problem.mjs";
import { run } from "../support/programs.mjs";
import { findCompiler } from "./compiler.mjs";

/** cudaErrorNoDevice: an error code that every one of these libraries takes for a failure. */
const noDevice = 100;

/** NVIDIA's libraries by their file names. */
const nvidia = /^lib(cu|nv|nccl)/;

/** @param {string} python the one whose PyTorch it is; one without CUDA is left alone */
export async function standInForCuda(python) {
  const folder = await libraryFolder(python);
  const libraries = readdirSync(folder).filter((file) => file.endsWith(".so"));
  if (!libraries.includes("libtorch_cuda.so")) return;
  const compiler = findCompiler();
  const wanted = await wantedSymbols(libraries.map((file) => join(folder, file)));
  for (const [library, symbols] of wanted) await makeStandIn(compiler, join(folder, library), symbols);
}

/** Where PyTorch has its libraries, found without loading it. */
async function libraryFolder(python) {
  const find = "import importlib.util as u; print(u.find_spec('torch').submodule_search_locations[0])";
  const { stdout } = await run(python, ["-c", find]);
  return join(stdout.trim(), "lib");
}

/**
 * What the libraries ask NVIDIA's for: by its file name, each symbol with its version, or without. A symbol without one may
 * stand in any library.
 */
async function wantedSymbols(libraries) {
  const wanted = new Map();
  const versions = new Map();
  for (const library of libraries) {
    const { code, stdout, stderr } = await run("objdump", ["-p", library]);
    if (code !== 0) throw new Problem(`objdump failed: ${stderr.trim().split("\n")[0]}`);
    for (const [, needed] of stdout.matchAll(/^\s*NEEDED\s+(\S+)$/gm)) {
      if (nvidia.test(needed)) wanted.set(needed, new Set());
    }
    for (const [, needed, list] of stdout.matchAll(/^ {2}required from (\S+):\n((?: {4}.*\n)+)/gm)) {
      for (const [, version] of list.matchAll(/(\S+)$/gm)) versions.set(version, needed);
    }
  }
  const anywhere = [...wanted.keys()][0];
  for (const library of libraries) {
    const { stdout } = await run("nm", ["-D", "--undefined-only", library]);
    for (const [, name, version] of stdout.matchAll(/ U ((?:__)?(?:cu|nccl|nv)\w+)(?:@+(\S+))?$/gm)) {
      wanted.get(versions.get(version) ?? anywhere)?.add(version ? `${name}@${version}` : name);
    }
  }
  return wanted;
}

/** A shared library with these functions. */
async function makeStandIn([compiler, ...options], file, symbols) {
  const scratch = mkdtempSync(join(tmpdir(), "convbook-"));
  const [source, script] = [join(scratch, "stand-in.c"), join(scratch, "versions")];
  const names = [...symbols].map((symbol) => symbol.split("@"));
  const aliases = names.map(([name]) => `int ${name}(void) __attribute__((alias("no_device")));`);
  writeFileSync(source, `int no_device(void) { return ${noDevice}; }\n${aliases.join("\n")}\n`);
  const versions = versionScript(names);
  writeFileSync(script, versions);
  const partial = `${file}.partial`;
  const { code, stderr } = await run(compiler, [
    ...options,
    ...["-x", "c", "-fno-builtin", "-w", "-shared", "-fPIC", "-nostdlib", "-o", partial, source],
    `-Wl,-soname,${basename(file)}`,
    ...(versions ? [`-Wl,--version-script=${script}`] : []), // the linker takes no empty one
  ]);
  rmSync(scratch, { recursive: true });
  if (code !== 0) throw new Problem(`a stand-in for CUDA was not made: ${stderr.trim().split("\n")[0]}`);
  renameSync(partial, file);
}

/** For the linker: which of the names belong to which version. */
function versionScript(names) {
  const versions = new Set(names.flatMap(([, version]) => version ?? []));
  const of = (version) => names.filter((entry) => entry[1] === version).map(([name]) => `${name};`);
  return [...versions].map((version) => `${version} { global: ${of(version).join(" ")} };`).join("\n");
}
