/** What Jupyter finds in .venv: the kernel of this folder, and a JupyterLab that asks the network nothing. */
import { inRoot, root } from "../support/paths.mjs";
import { readIfThere, writeWhole } from "../support/files.mjs";

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
const kernelFile = inRoot(".venv", "share", "jupyter", "kernels", "tslab", "kernel.json");
const labFile = inRoot(".venv", "etc", "jupyter", "labconfig", "page_config.json");

export const jupyterFiles = {
  title: "Jupyter kernel tslab",

  // Paths are part of the kernel's file: after a move of the folder, or under another Node, it is written anew. JupyterLab
  // adds to its own file when it starts.
  isDone: () => readIfThere(kernelFile) === text(kernel) && readIfThere(labFile)?.includes(news) === true,

  async install() {
    writeWhole(kernelFile, text(kernel));
    writeWhole(labFile, text(lab));
  },
};
