/** The Node addon of @tensorflow/tfjs-node-gpu, compiled from the package's own sources against TensorFlow's C library. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { fingerprint, readIfThere, writeWhole } from "../support/files.mjs";
import { inRoot, root } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { run } from "../support/programs.mjs";
import { findCompiler } from "./compiler.mjs";
import { packages } from "./packages.mjs";
import { libraryFolder, optionalTensorflow, tensorflowLibrary } from "./tensorflow.mjs";

const packageFolder = inRoot("node_modules", "@tensorflow", "tfjs-node-gpu");
const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(packageFolder, "binding", file));

/** The newest version of Node's binary interface that the package knows; Node 20 and later all have it. */
const napi = 8;
const addon = join(packageFolder, "lib", `napi-v${napi}`, "tfjs_binding.node");
const stampFile = `${addon}.stamp`;
const stamp = () =>
  fingerprint(
    readIfThere(join(packageFolder, "package.json")),
    `${relative(root, libraryFolder)} ${process.platform} ${process.arch}`,
  );

export const tensorflowAddon = {
  title: "TensorFlow addon for Node (compiling)",
  optional: optionalTensorflow,
  needs: [packages, tensorflowLibrary],

  isDone: () => existsSync(addon) && readIfThere(stampFile) === stamp(),

  async install() {
    rmSync(stampFile, { force: true });
    await compile(findCompiler());
    await check();
    writeWhole(stampFile, stamp());
  },
};

async function compile([compiler, ...ownOptions]) {
  mkdirSync(dirname(addon), { recursive: true });
  const partial = `${addon}.partial`;
  const library = join(libraryFolder, "tensorflow");
  const { code, stderr } = await run(compiler, [
    ...ownOptions,
    ...["-std=c++17", "-O2", "-fPIC", "-shared", `-DNAPI_VERSION=${napi}`, "-o", partial],
    ...[inRoot("node_modules", "node-api-headers", "include"), join(library, "include"), packageFolder].map(
      (folder) => `-I${folder}`,
    ),
    ...sources,
    ...readdirSync(library)
      .filter((file) => file.startsWith("libtensorflow_"))
      .map((file) => join(library, file)),
    `-Wl,-rpath,${searchPath(library)}`,
    ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
  ]);
  if (code !== 0) {
    const message = stderr.split("\n").find((line) => /error/.test(line)) ?? stderr.trim().split("\n").at(-1);
    throw new Problem(`${compiler} failed: ${message.replaceAll(`${root}/`, "")}`);
  }
  renameSync(partial, addon);
}

/** The library's folder as seen from the addon, so that the project's folder can be moved. */
function searchPath(library) {
  const origin = process.platform === "darwin" ? "@loader_path" : "$ORIGIN";
  return `${origin}/${relative(dirname(addon), library)}`;
}

/** Multiplies two matrices with the new addon, in a process of its own: a library that does not suit the machine may crash it. */
async function check() {
  const { code, stderr } = await run(process.execPath, [inRoot("tools", "setup", "check-addon.cjs")], {
    cwd: root,
  });
  if (code === 0) return;
  rmSync(addon, { force: true });
  const message =
    stderr.split("\n").find((line) => line.includes("Error")) ?? `it ended with exit code ${code}`;
  throw new Problem(`the compiled addon does not work here: ${message}`);
}
