import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Displayable, jupyterDisplay, type MimeBundle } from "../../src/notebook/display";

export interface Published {
  bundle: MimeBundle;
  options?: { displayId?: string; update?: boolean };
}

/** Runs `body` as in a notebook, and returns what it publishes. */
export async function inFakeNotebook(body: () => unknown): Promise<Published[]> {
  const published: Published[] = [];
  const key = Symbol.for("Jupyter.publish");
  const globals = globalThis as Record<symbol, unknown>;
  globals[key] = (bundle: MimeBundle, options?: Published["options"]) =>
    published.push({ bundle, ...(options && { options }) });
  try {
    await body();
    return published;
  } finally {
    Reflect.deleteProperty(globals, key);
  }
}

export async function bundleOf(value: Displayable): Promise<MimeBundle> {
  return value[jupyterDisplay]();
}

/** Runs a script that may import `src/notebook` as `notebook/…`, without a kernel and without a terminal. */
export function runScript(script: string): { stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "convbook-test-"));
  try {
    const file = join(folder, "script.ts");
    const source = resolve(__dirname, "../../src/notebook");
    writeFileSync(file, script.replaceAll('"notebook/', `"${source}/`));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["-r", require.resolve("ts-node/register/transpile-only"), file],
      {
        encoding: "utf8",
        env: { ...process.env, TS_NODE_PROJECT: resolve(__dirname, "../../tsconfig.json") },
      },
    );
    if (status !== 0) throw new Error(`the script failed: ${stderr}`);
    return { stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
