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

interface Broken {
  folder: string;
  file: string;
  /** What is told of it. */
  fault: string[];
}

/** Another text each time: what a text has become is kept. */
function brokenFile(t: TestContext): Broken {
  const folder = temporaryFolder(t);
  const file = join(folder, "broken.ts");
  const line = `console.log("${randomUUID()}" n);`;
  writeFileSync(file, `const n: number = 3;\n${line}\n\tconst m = ;\n`);
  const fault = [
    `SyntaxError: ${file}:2:52 - ',' expected.`,
    `2 | ${line}`,
    `  | ${" ".repeat(51)}^`,
    `${file}:3:12 - Expression expected.`,
    "3 | \tconst m = ;",
    `  | \t${" ".repeat(10)}^`,
    `    at ${file}:2:52`,
  ];
  return { folder, file, fault };
}

function runScript(file: string) {
  return spawnSync(process.execPath, ["-r", "ts-node/register", file], { cwd: root, encoding: "utf8" });
}

test("a script", (t) => {
  const { file, fault } = brokenFile(t);
  const { status, stdout, stderr } = runScript(file);
  assert.deepEqual([status, stdout, stderr.split("\n")], [1, "", [...fault, ""]]);
});

test("a module that a script imports", (t) => {
  const { folder, fault } = brokenFile(t);
  const script = join(folder, "script.ts");
  writeFileSync(script, `import * as broken from "./broken";\nvoid broken;\n`);
  const { status, stderr } = runScript(script);
  assert.deepEqual([status, stderr.split("\n")], [1, [...fault, ""]]);
});

test("a module that a cell requires", async (t) => {
  const { file, fault } = brokenFile(t);
  const code = `require(${JSON.stringify(file)})`;
  const [answer] = await cells([code]);
  assert.equal(answer?.messages.length, 2, "execute_input and error alone");
  const { ename, evalue, traceback } = answer.reply;
  assert.deepEqual([ename, evalue], ["SyntaxError", `${file}:2:52 - ',' expected.`]);
  assert.deepEqual(traceback, [...fault, "    at Cell [1]:1:1", `1 | ${code}`, "  | ^"]);
});

test("JavaScript is left to Node", () => {
  assert.match(transpileOnce(`const yes = <T>(1); // ${randomUUID()}`, "file.js"), /yes/);
});
