/** What Jupyter finds in .venv: the kernel of this folder, and a JupyterLab that asks the network nothing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { inRoot, root } from "../support/paths.mjs";
import { readIfThere, writeWhole } from "../support/files.mjs";
import { pythonEnvironment } from "./python.mjs";

/** Full paths, because Jupyter starts a kernel in the folder of its notebook. */
const kernel = {
  argv: [
    process.execPath,
    inRoot("src", "kernel", "start.mjs"),
    "--root",
    root,
    "--connection-file",
    "{connection_file}",
  ],
  display_name: "TypeScript (convbook)",
  language: "typescript",
  interrupt_mode: "message",
};

/** No pop-up that offers news, and no look for newer versions. */
const news = "@jupyterlab/apputils-extension:announcements";
const lab = { disabledExtensions: { [news]: true } };

const text = (content) => JSON.stringify(content, null, 2) + "\n";
const kernelFolder = inRoot(".venv", "share", "jupyter", "kernels", "tslab");
const kernelFile = join(kernelFolder, "kernel.json");
const labFile = inRoot(".venv", "etc", "jupyter", "labconfig", "page_config.json");

/** The kernel's logos, for launchers, under the names that Jupyter looks for. */
const logoFolder = inRoot("tools", "setup", "kernelspec");
const logos = () =>
  readdirSync(logoFolder).map((name) => ({
    file: join(kernelFolder, name),
    content: readFileSync(join(logoFolder, name)),
  }));

export const jupyterFiles = {
  title: "Jupyter kernel tslab",
  needs: [pythonEnvironment],

  // Paths are part of the kernel's file: after a move of the folder, or under another Node, it is written anew. JupyterLab
  // adds to its own file when it starts.
  isDone: () =>
    readIfThere(kernelFile) === text(kernel) &&
    readIfThere(labFile)?.includes(news) === true &&
    logos().every(({ file, content }) => existsSync(file) && readFileSync(file).equals(content)),

  install() {
    writeWhole(kernelFile, text(kernel));
    writeWhole(labFile, text(lab));
    for (const { file, content } of logos()) writeWhole(file, content);
  },
};
