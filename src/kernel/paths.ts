import { join } from "node:path";
import { loadConfig, register } from "tsconfig-paths";

/** Has `require` find modules by the `paths` of the tsconfig.json in `root`, if there is one. */
export function honourPaths(root: string): void {
  const config = configIn(root);
  if (config?.resultType !== "success" || Object.keys(config.paths).length === 0) return;
  register({ baseUrl: config.absoluteBaseUrl, paths: config.paths });
}

function configIn(root: string) {
  try {
    return loadConfig(join(root, "tsconfig.json"));
  } catch {
    return undefined; // there is none, or it cannot be read
  }
}
