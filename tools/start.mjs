/** npm start: JupyterLab on the assignment (or another notebook), for this machine alone. */
import { relative } from "node:path";

import { setUp } from "./setup.mjs";
import { readArguments, runCommand } from "./support/command.mjs";
import { needNotebook } from "./support/notebooks.mjs";
import { inRoot, python, root } from "./support/paths.mjs";
import { run } from "./support/programs.mjs";

const usage = `npm start [-- notebook.ipynb]
Opens the notebook, Assignment 3 without one, in JupyterLab, for this machine alone. Ctrl-C ends it.`;

/** Whether a browser could open here: macOS has a screen, others say so, and one reached by ssh does not count. */
function hasScreen() {
  const { DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION } = process.env;
  return !SSH_CONNECTION && (process.platform === "darwin" || Boolean(DISPLAY || WAYLAND_DISPLAY));
}

/** JupyterLab opens the tabs of its last session again. Kept in the home folder, they would be those of any project. */
function ownTabs() {
  const { JUPYTERLAB_WORKSPACES_DIR = inRoot(".cache", "jupyterlab", "workspaces") } = process.env;
  return { JUPYTERLAB_WORKSPACES_DIR };
}

await runCommand(usage, async (args) => {
  const { positionals } = readArguments(args, { most: 1 });
  const [file = inRoot("notebooks", "assignment-3-cnn.ipynb")] = positionals;
  needNotebook(file);
  const notebook = relative(root, file);
  await setUp();
  const lab = [
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.root_dir=${root}`,
    `--LabApp.default_url=/lab/tree/${notebook.split("/").map(encodeURIComponent).join("/")}`,
    "--Application.log_level=WARN",
    ...(process.getuid() === 0 ? ["--allow-root"] : []), // as in a container; the server listens to this machine alone
    ...(hasScreen() ? [] : ["--no-browser"]),
  ];
  const { code } = await run(python, ["-m", "jupyterlab", ...lab], {
    cwd: root,
    env: ownTabs(),
    show: true,
    server: true,
  });
  return code;
});
