import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** Runs `body` in a process of its own, in which it finds `tf`, `engines` and `load`; what it returns, as JSON. */
export function inProcess(
  body: string,
  { before = "", env = {} }: { before?: string; env?: NodeJS.ProcessEnv } = {},
): unknown {
  const program = `${before}
    const tf = require("@tensorflow/tfjs");
    const { engines, load } = require("./src/engines");
    (async () => { ${body} })().then((result) => process.stdout.write(JSON.stringify(result)));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-r", "ts-node/register", "-e", program], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  assert.equal(stderr, "", "nothing is printed");
  assert.equal(status, 0);
  return JSON.parse(stdout);
}
