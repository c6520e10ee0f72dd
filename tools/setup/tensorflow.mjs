/** TensorFlow's C library, in .cache/tensorflow. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { needDisk } from "../support/files.mjs";
import { inRoot, python } from "../support/paths.mjs";
import { Problem } from "../support/problem.mjs";
import { run } from "../support/programs.mjs";
import { findCompiler } from "./compiler.mjs";
import { pipError, pythonEnvironment } from "./python.mjs";
import { buildForThisMachine } from "./wheels.mjs";

const build = buildForThisMachine();

/** The unpacked library; it gets this name when it is whole. */
export const libraryFolder = build && inRoot(".cache", "tensorflow", build.folder);

/** What is lacking where its steps fail, and what goes on without it. */
export const optionalTensorflow = {
  lack: "No TensorFlow",
  without:
    "The course runs without it, on the slower engine wasm; cells that train keep their committed results.",
};

export const tensorflowLibrary = {
  title: build ? `TensorFlow's C library, ${build.folder} (${build.size})` : "TensorFlow's C library",
  optional: optionalTensorflow,
  needs: [pythonEnvironment],

  isDone: () => build !== undefined && existsSync(libraryFolder),

  async install() {
    if (!build) throw new Problem(`its makers publish none for ${process.platform} on ${process.arch}`);
    findCompiler(); // before much is fetched: without one the library is of no use
    needDisk(build.free, "Unpacking it");
    const partial = `${libraryFolder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(join(partial, "wheels"), { recursive: true });
    for (const wheel of build.wheels) await unpack(wheel, partial);
    rmSync(join(partial, "wheels"), { recursive: true });
    renameSync(partial, libraryFolder);
  },
};

/** Fetches one wheel and unpacks it. It is never imported, so it need not suit the Python at hand. */
async function unpack({ name, version, sha256, platforms }, folder) {
  const wheels = join(folder, "wheels");
  const wanted = join(wheels, "wanted.txt");
  writeFileSync(wanted, `${name}==${version} --hash=sha256:${sha256}\n`);
  const download = [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--no-cache-dir",
    "--retries=2",
  ];
  const selection = ["--no-deps", "--only-binary=:all:", "--implementation=cp", "--python-version=3.12"];
  const tags = platforms.map((platform) => `--platform=${platform}`);
  const fetched = await run(python, [
    ...download,
    ...selection,
    ...tags,
    "--require-hashes",
    "-r",
    wanted,
    "-d",
    wheels,
  ]);
  if (fetched.code !== 0) throw new Problem(pipError(fetched.stderr));

  const files = readdirSync(wheels).filter((file) => file.endsWith(".whl"));
  const paths = files.map((file) => join(wheels, file));
  const unpacked = await run(python, [inRoot("tools", "setup", "unpack_wheels.py"), folder, ...paths]);
  if (unpacked.code !== 0) throw new Problem(unpacked.stderr.trim().split("\n").at(-1));
}
