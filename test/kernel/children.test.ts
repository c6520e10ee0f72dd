import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Answer, ofType, resultText, session, streamText } from "../support/kernel";

const both = JSON.stringify(["-c", "echo to stdout; echo to stderr >&2"]);

/** What a cell does, and what it shows of the children's stdout and stderr, and as its result. */
const cases: [what: string, code: string, stdout: string, stderr: string, result?: string][] = [
  [
    "spawn",
    `const child = cp.spawn("sh", ${both}, { stdio: "inherit" }); await once(child, "close"); [child.stdout, child.stdio]`,
    "to stdout\n",
    "to stderr\n",
    "[ null, [ null, null, null ] ]",
  ],
  [
    "a stream or a number of the kernel's, crosswise",
    `await once(cp.spawn("sh", ${both}, { stdio: ["ignore", process.stderr, 1] }), "close"); 0`,
    "to stderr\n",
    "to stdout\n",
    "0",
  ],
  ["fork", 'await once(cp.fork(script), "close"); 0', "forked\n", "warned\n", "0"],
  [
    "spawnSync",
    `const { status, stdout, output } = cp.spawnSync("sh", ${both}, { stdio: "inherit" }); [status, stdout, output]`,
    "to stdout\n",
    "to stderr\n",
    "[ 0, null, [ null, null, null ] ]",
  ],
  [
    "execSync, with more than its buffer holds",
    'cp.execSync("seq 1 10000; echo end >&2", { stdio: "inherit", maxBuffer: 10 })',
    Array.from({ length: 10_000 }, (_, i) => `${i + 1}\n`).join(""),
    "end\n",
    "null",
  ],
  [
    "execFileSync, where only stderr is inherited",
    `cp.execFileSync("sh", ${both}, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" })`,
    "",
    "to stderr\n",
    "'to stdout\\n'",
  ],
  [
    "a child that fails",
    'try { cp.execSync("echo so far; exit 3", { stdio: "inherit" }) } catch (error) { console.log((error as any).status) }',
    "so far\n3\n",
    "",
  ],
  [
    "no child",
    'cp.spawn("no-such-program", { stdio: "inherit" }).once("error", ({ message }) => console.log(message)); await setTimeout(50)',
    "spawn no-such-program ENOENT\n",
    "",
  ],
  [
    "children one after the other, with the cell's own text between them",
    'for (const i of [1, 2, 3]) { console.log("before", i); await once(cp.spawn("echo", [`${i}`], { stdio: "inherit" }), "exit"); }',
    "before 1\n1\nbefore 2\n2\nbefore 3\n3\n",
    "",
  ],
  [
    "a program that cannot be started, for which a cell waits",
    'cp.spawnSync("no-such-program", { stdio: "inherit" }).error?.message',
    "",
    "",
    "'spawnSync no-such-program ENOENT'",
  ],
  [
    "a child that leaves one behind, which nobody waits for",
    'const begun = Date.now(); cp.execSync("echo soon; sleep 5 &", { stdio: "inherit" }); Date.now() - begun < 4000',
    "soon\n",
    "",
    "true",
  ],
  [
    "functions imported by name, and without options",
    'import { execFileSync, spawnSync } from "node:child_process";\n' +
      'execFileSync("echo", ["named"], { stdio: "inherit" }); [spawnSync("true").status, String(execFileSync("echo"))]',
    "named\n",
    "",
    "[ 0, '\\n' ]",
  ],
  ["pipes as ever", 'cp.spawnSync("echo", ["x"]).stdout.toString()', "", "", "'x\\n'"],
];

const pipe = "sh -c 'echo $$ >&2; exec sleep 50' | sh -c 'echo $$ >&2; exec sleep 51'";

describe("what children inherit as stdout and stderr is the cell", () => {
  let answers: Answer[];
  let afterInterrupt: Answer | undefined;
  before(async () => {
    const setUp =
      'import * as cp from "node:child_process"; import { once } from "node:events"; import { setTimeout } from "node:timers/promises";\n' +
      'import { mkdtempSync, rmSync, writeFileSync } from "node:fs";\nconst folder = mkdtempSync("/tmp/fork-"); const script = folder + "/child.js";\n' +
      "writeFileSync(script, \"console.log('forked'); console.error('warned')\");";
    const late =
      'cp.spawn("sh", ["-c", "echo now; sleep 0.3; printf \'\\\\303\'; sleep 0.1; printf \'\\\\251\'"], { stdio: "inherit" }); await setTimeout(100);';
    const shown = [
      setUp,
      ...cases.map(([, code]) => code),
      late,
      "await setTimeout(700); console.log('another cell'); rmSync(folder, { recursive: true });",
    ];
    const shell =
      `const shell = cp.exec(${JSON.stringify(pipe)}); let pids = "";` +
      'shell.stderr!.on("data", (text) => (pids += text)); await once(shell, "close");';
    const look =
      "const lives = (pid: number) => { try { return process.kill(pid, 0); } catch { return false; } };" +
      'const all = [shell.pid!, ...pids.trim().split("\\n").map(Number)];' +
      "for (let i = 0; i < 50 && all.some(lives); i++) await setTimeout(100);" +
      'const left = all.map(lives); for (const pid of all) if (lives(pid)) process.kill(pid, "SIGKILL"); left';
    const { requests } = await session([
      { execute: shown, stop_on_error: false },
      { interrupt: 0.8, with: "message" },
      { execute: [shell], stop_on_error: false },
      { execute: [look] },
    ]);
    answers = requests.slice(0, shown.length);
    afterInterrupt = requests.at(-1);
  });

  cases.forEach(([what, , stdout, stderr, result], index) => {
    test(what, () => {
      const answer = answers[index + 1];
      assert.equal(answer?.reply["status"], "ok");
      assert.equal(streamText(answer, "stdout"), stdout);
      assert.equal(streamText(answer, "stderr"), stderr);
      assert.equal(resultText(answer), result);
    });
  });

  test("also when that has ended, and when a character comes in two halves", () => {
    assert.equal(streamText(answers.at(-2), "stdout"), "now\né");
    assert.equal(streamText(answers.at(-1), "stdout"), "another cell\n");
    assert.equal(ofType(answers.at(-1), "stream").length, 1);
  });

  test("an interrupt ends a shell with the programs that it has started", () => {
    assert.equal(resultText(afterInterrupt), "[ false, false, false ]");
  });
});
