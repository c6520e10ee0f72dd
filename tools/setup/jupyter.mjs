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
const lab = { disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true } };

const files = [
  [inRoot(".venv", "share", "jupyter", "kernels", "tslab", "kernel.json"), kernel],
  [inRoot(".venv", "etc", "jupyter", "labconfig", "page_config.json"), lab],
].map(([path, content]) => [path, JSON.stringify(content, null, 2) + "\n"]);

export const jupyterFiles = {
  title: "Jupyter kernel tslab",

  // Paths are part of the content: after a move of the folder, or under another Node, the files are written anew.
  isDone: () => files.every(([path, content]) => readIfThere(path) === content),

  async install() {
    for (const [path, content] of files) writeWhole(path, content);
  },
};
