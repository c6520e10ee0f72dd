import assert from "node:assert/strict";
import { test } from "node:test";
import { cells, resultText, session, streamText } from "../support/kernel";

/** What a cell may put something else in the place of, by mistake or for a test of its own, without the kernel's noticing. */
const replaced = [
  "globalThis.Date",
  "globalThis.Promise",
  "globalThis.process",
  "globalThis.performance",
  "globalThis.setTimeout",
  "globalThis.setImmediate",
  "globalThis.queueMicrotask",
];

test("cells run on where one has replaced what all code shares, and where that is frozen", async () => {
  const codes = [
    `const none: any = () => { throw new Error("replaced"); }; const all = globalThis as any; const { log } = console;\n${replaced
      .map((name) => `all.${name.replace("globalThis.", "")} = none;`)
      .join("\n")}`,
    'log("text"); [{ a: 1 }, { a: 2 }]',
    "Date.now()",
    "const wrong: number = 'text';",
    "await 7",
    "[Object.prototype, Array.prototype, Function.prototype, console, globalThis].forEach(Object.freeze);",
    "let late = 3; log(late); late + 1",
    "JSON.stringify = none;",
    "1",
  ];
  const steps = [{ execute: codes, stop_on_error: false, allow_stdin: false }];
  const { requests: answers, exit_code } = await session(steps);
  assert.deepEqual(
    answers.map(({ reply }) => [reply["status"], reply["evalue"]]),
    [
      ["ok", undefined],
      ["ok", undefined],
      ["error", "Date.now is not a function"],
      ["error", "Cell [4]:1:7 - Type 'string' is not assignable to type 'number'."],
      ["ok", undefined],
      ["ok", undefined],
      ["ok", undefined],
      ["ok", undefined],
      ["ok", undefined],
    ],
  );
  assert.equal(exit_code, 0);
  assert.equal(streamText(answers[1], "stdout"), "text\n");
  assert.equal(resultText(answers[1]), "a\n─\n1\n2");
  assert.equal(resultText(answers[4]), "7");
  assert.deepEqual([streamText(answers[6], "stdout"), resultText(answers[6])], ["3\n", "4"]);
});

test("a kernel that lacks what it works with fails cells instead of leaving them without an answer", async () => {
  const answers = await cells(["Map.prototype.get = () => { throw new Error('replaced'); };", "1", "2"]);
  assert.deepEqual(
    answers.map(({ reply }) => reply["status"]),
    ["ok", "error", "error"],
  );
  assert.match(String(answers[1]?.reply["evalue"]), /replaced/);
});
