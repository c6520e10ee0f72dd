import { homedir } from "node:os";
import { join } from "node:path";

/** Where Jupyter keeps a user's data (`jupyter --data-dir`), and there what the kernel keeps under `name`. */
export function dataFolder(name: string, env = process.env, platform = process.platform): string {
  return join(jupyterFolder(env, platform), "convbook", name);
}

function jupyterFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  if (platform === "darwin") return join(homedir(), "Library", "Jupyter");
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "jupyter");
}
