import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Answer, cells, ofType, resultText, session, streamText } from "../support/kernel";

const twenty = Array.from({ length: 20 }, (_, index) => index + 1);

describe("twenty cells that are queued together", () => {
  let answers: Answer[];
  before(async () => {
    answers = await cells([
      ...twenty.map(
        (n) =>
          `console.log("now ${n}"); void setTimeout(() => console.log("timer ${n}"), ${n === 3 ? 150 : 1});` +
          ` await null; process.stderr.write("after ${n}"); ${n}`,
      ),
      "await new Promise((resolve) => setTimeout(resolve, 300));",
    ]);
  });

  test("have their own input, count and result", () => {
    for (const n of twenty) {
      const answer = answers[n - 1];
      assert.equal(ofType(answer, "execute_input")[0]?.["execution_count"], n);
      assert.equal(resultText(answer), String(n));
      assert.equal(answer?.reply["execution_count"], n);
    }
  });

  test("have their own output, also what their timers write later", () => {
    for (const n of twenty) {
      assert.equal(streamText(answers[n - 1], "stdout"), `now ${n}\ntimer ${n}\n`);
      assert.equal(streamText(answers[n - 1], "stderr"), `after ${n}`);
    }
  });
});

test("all of many small writes arrive, in order", async () => {
  const [answer] = await cells(["for (let i = 0; i < 20_000; i++) console.log(i);"]);
  assert.equal(streamText(answer, "stdout"), Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(""));
});

test("text keeps its place among other outputs, and its characters", async () => {
  const [answer] = await cells([
    'console.log("one"); console.error("two"); const euro = Buffer.from("€");\n' +
      "process.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1)); euro.length",
  ]);
  assert.deepEqual(
    answer?.messages.slice(1).map(({ type, name, text }) => [type, name, text]),
    [
      ["stream", "stdout", "one\n"],
      ["stream", "stderr", "two\n"],
      ["stream", "stdout", "€"],
      ["execute_result", undefined, undefined],
    ],
  );
});

const results: [what: string, code: string, bundle: Record<string, unknown> | undefined][] = [
  ["a number", "1 + 1", { "text/plain": "2" }],
  ["a string", '"a\\nb"', { "text/plain": "'a\\nb'" }],
  ["null", "null", { "text/plain": "null" }],
  ["an object", "({ a: [1, 2] })", { "text/plain": "{ a: [ 1, 2 ] }" }],
  ["undefined", "undefined", undefined],
  ["a declaration", "const declared = 1;", undefined],
  ["a promise", "Promise.resolve(42)", { "text/plain": "42" }],
  [
    "a whole bundle",
    '({ [Symbol.for("Jupyter.display")]: async () => ({ "text/plain": "t", "text/html": "<b>", "application/json": { a: 1 } }) })',
    { "text/plain": "t", "text/html": "<b>", "application/json": { a: 1 } },
  ],
  [
    "a bundle without text",
    'class Shy { [Symbol.for("Jupyter.display")]() { return { "text/html": "<i>" }; } }\nnew Shy()',
    { "text/plain": "Shy {}", "text/html": "<i>" },
  ],
  [
    "a promise of a displayable with bytes",
    'Promise.resolve({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "", "image/png": new Uint8Array([1, 2]) }) })',
    { "text/plain": "", "image/png": "AQI=" },
  ],
];

describe("a cell's last expression", () => {
  let answers: Answer[];
  before(async () => {
    answers = await cells(results.map(([, code]) => code));
  });
  results.forEach(([what, , bundle], index) => {
    test(what, () => {
      assert.equal(answers[index]?.reply["status"], "ok");
      assert.deepEqual(
        ofType(answers[index], "execute_result").map(({ data }) => data),
        bundle ? [bundle] : [],
      );
    });
  });
});

const publish = '(globalThis as any)[Symbol.for("Jupyter.publish")]';

test("a cell shows bundles while it runs, and replaces them by name", async () => {
  const [answer] = await cells([
    `${publish}({ "text/plain": "half" }, { displayId: "bar" }); await null;` +
      `${publish}({ "text/plain": "all" }, { displayId: "bar", update: true, metadata: { m: 1 } });`,
  ]);
  assert.deepEqual(answer?.messages.slice(1), [
    { type: "display_data", data: { "text/plain": "half" }, metadata: {}, transient: { display_id: "bar" } },
    {
      type: "update_display_data",
      data: { "text/plain": "all" },
      metadata: { m: 1 },
      transient: { display_id: "bar" },
    },
  ]);
});

test("tslab's own display still works", async () => {
  const [answer] = await cells([
    'import * as tslab from "tslab";\ntslab.display.html("<b>x</b>"); const live = tslab.newDisplay(); live.text("a"); live.text("b");',
  ]);
  assert.deepEqual(
    answer?.messages.slice(1).map(({ type, data }) => [type, data]),
    [
      ["display_data", { "text/html": "<b>x</b>" }],
      ["display_data", { "text/plain": "a" }],
      ["update_display_data", { "text/plain": "b" }],
    ],
  );
});

test("silent cells and cells outside the history", async () => {
  const { requests } = await session([
    { execute: ["const kept = 5; console.log(kept); kept"], silent: true },
    { execute: ["kept"], store_history: false },
    { execute: ["kept + 1"], user_expressions: { sum: "kept + 2", wrong: "nowhere" } },
    { request: "history_request", content: { hist_access_type: "tail", n: 5 } },
  ]);
  const [silent, unstored, stored, history] = requests;
  assert.deepEqual(silent?.messages, []);
  assert.deepEqual([silent.reply["status"], silent.reply["execution_count"]], ["ok", 0]);
  assert.deepEqual([resultText(unstored), unstored?.reply["execution_count"]], ["5", 0]);
  assert.deepEqual([resultText(stored), stored?.reply["execution_count"]], ["6", 1]);
  const { sum, wrong } = stored?.reply["user_expressions"] as Record<
    string,
    Record<string, unknown> | undefined
  >;
  assert.deepEqual(sum, { status: "ok", data: { "text/plain": "7" }, metadata: {} });
  assert.equal(wrong?.["ename"], "TypeScriptError");
  assert.deepEqual(history?.reply["history"], [[0, 1, "kept + 1"]]);
});

test("a shorthand property takes the variable of an earlier cell", async () => {
  const answers = await cells(["let rate = 0.5;", "({ rate })", "({ rate } = { rate: 2 }); rate"]);
  assert.deepEqual(answers.slice(1).map(resultText), ["{ rate: 0.5 }", "2"]);
});
