/** TypeScript parameters for papermill: a small Python package of our own, put into .venv as pip would. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { readIfThere, writeWhole } from "../support/files.mjs";
import { inRoot } from "../support/paths.mjs";
import { pythonEnvironment } from "./python.mjs";

const source = (...parts) => inRoot("tools", "setup", "papermill", ...parts);
const module = "papermill_typescript.py";
const metadata = "papermill_typescript-1.0.0.dist-info";

/** What goes where in the folder of Python's packages. */
const files = () => [
  [source(module), module],
  ...readdirSync(source("dist-info")).map((name) => [source("dist-info", name), join(metadata, name)]),
];

/** The folder of .venv's packages; it has its Python's version in its name. */
function packagesFolder() {
  const library = inRoot(".venv", "lib");
  const [python] = readdirSync(library).filter((name) => /^python3/.test(name));
  return join(library, python, "site-packages");
}

export const papermillTypeScript = {
  title: "TypeScript parameters for papermill",
  needs: [pythonEnvironment],

  isDone() {
    if (!pythonEnvironment.isDone()) return false;
    const folder = packagesFolder();
    return files().every(([from, to]) => readIfThere(from) === readIfThere(join(folder, to)));
  },

  install() {
    const folder = packagesFolder();
    for (const [from, to] of files()) writeWhole(join(folder, to), readIfThere(from));
  },
};
