/** A file with errors of syntax is not run by what TypeScript makes of it, neither in a script nor in a cell. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { transpileOnce } from "../../src/kernel/transpile.cjs";
import { cells } from "../support/kernel";
import { temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

/** Another text each time: what a text has become is kept. */
function brokenFile(t: TestContext): string {
  const file = join(temporaryFolder(t), "broken.ts");
  writeFileSync(file, `const n: number = 3;\nconsole.log("${randomUUID()}" n);\n`);
  return file;
}

test("a script", (t) => {
  const file = brokenFile(t);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-r", "ts-node/register", file], {
    cwd: root,
    encoding: "utf8",
  });
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^SyntaxError: \S+broken\.ts:2:52 - ',' expected\.$/m);
});

test("a module that a cell requires", async (t) => {
  const [answer] = await cells([`require(${JSON.stringify(brokenFile(t))})`]);
  assert.deepEqual(
    [answer?.reply["ename"], answer?.messages.length],
    ["SyntaxError", 2],
    "execute_input and error alone",
  );
  assert.match(String(answer?.reply["evalue"]), /broken\.ts:2:52 - ',' expected\.$/);
});

test("JavaScript is left to Node", () => {
  assert.match(transpileOnce(`const yes = <T>(1); // ${randomUUID()}`, "file.js"), /yes/);
});
