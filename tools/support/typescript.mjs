/** Running the project's TypeScript under Node. */
import { inRoot, root } from "./paths.mjs";
import { run } from "./programs.mjs";

/** Runs Node with ts-node loaded and resolves to the exit code. */
export async function runTypeScript(...args) {
  const env = {
    TS_NODE_PROJECT: inRoot("tsconfig.json"),
    V8_COMPILE_CACHE_CACHE_DIR: inRoot(".cache", "ts-node"), // else it lies in the temporary folder
  };
  const { code } = await run(process.execPath, ["-r", "ts-node/register", ...args], {
    cwd: root,
    env,
    show: true,
  });
  return code;
}
