import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { type Answer, ofType, resultText, session, type Step } from "../support/kernel";
import { root } from "../support/paths";

/** Seconds before the interrupt: far less than TypeScript takes for the long cell, or for `./src` from its sources. */
const delay = 0.2;
const allowed = 1;

const chain = (n: number) =>
  `const v${n} = [${n}].map((value) => [value, twice(value)]).flat().filter((value) => value > kept);`;
/** As many heavy lines, and an error at the end. */
const long = `${Array.from({ length: 5000 }, (_, n) => chain(n)).join("\n")}\nconst text: string = kept;`;

const run = (code: string): Step => ({ execute: [code], stop_on_error: false });

function isInterrupted(answer: Answer | undefined, what: string): void {
  assert.equal(answer?.reply["ename"] ?? answer?.reply["status"], "KeyboardInterrupt", what);
  const seconds = answer?.seconds ?? NaN;
  assert.ok(seconds < delay + allowed, `${what}: ${seconds} s`);
}

test("an interrupt ends the compiling of a cell within a second; what cells have declared stays, and what they import", async () => {
  const folder = mkdtempSync(join(root, ".cache", "compiling-"));
  const size = join(folder, "size.ts");
  writeFileSync(size, "export const size = 3;");
  const { requests, exit_code } = await session([
    run(`import { size } from "./.cache/${basename(folder)}/size";`),
    run(`import { writeFileSync } from "node:fs"; writeFileSync("${size}", "export const size = '3';");`),
    run("const kept = 7; function twice(n: number) { return 2 * n; } interface Box { side: number }"),
    run('import { join } from "node:path"; let calls = 1;'),
    { interrupt: delay, with: "message" },
    run(long),
    run('const box: Box = { side: twice(kept) }; calls += 1; [box, calls, join("a", "b"), size.toFixed(1)]'),
    { interrupt: delay, with: "signal" },
    run(long),
    { interrupt: delay, with: "message" },
    { request: "complete_request", content: { code: `${long}\nke`, cursor_pos: long.length + 3 } },
    { request: "complete_request", content: { code: "twi", cursor_pos: 3 } },
    run("let again: Box = { side: true }"),
    run(long),
  ]).finally(() => rmSync(folder, { recursive: true }));
  const [, , , , byMessage, after, bySignal, completion, completed, wrong, whole] = requests;
  isInterrupted(byMessage, "by message");
  assert.equal(ofType(byMessage, "error").length, 1);
  isInterrupted(bySignal, "by signal");
  isInterrupted(completion, "a completion");
  assert.equal(resultText(after), "[ { side: 14 }, 2, 'a/b', '3.0' ]");
  assert.deepEqual(completed?.reply["matches"], ["twice"]);
  assert.match(
    String(wrong?.reply["evalue"]),
    /^Cell \[8\]:1:20 - Type 'boolean' is not assignable to type 'number'/,
  );
  assert.match(
    String(whole?.reply["evalue"]),
    /^Cell \[9\]:5001:7 - Type 'number' is not assignable to type 'string'/,
  );
  assert.equal(exit_code, 0);
});
