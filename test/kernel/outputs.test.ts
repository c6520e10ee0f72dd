import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Answer, ofType, resultText, sharedKernel, streamText } from "../support/kernel";

const publish = '(globalThis as any)[Symbol.for("Jupyter.publish")]';
const kernel = sharedKernel();

/** A test of what cells put out. */
function testCells(what: string, codes: string[], check: (answers: Answer[]) => void): void {
  const queued = kernel.cells(codes);
  test(what, async () => check(await queued()));
}

describe("silent cells and cells outside the history", () => {
  const queued = kernel.steps(
    { execute: ["const kept = 5; console.log(kept); kept"], silent: true },
    { execute: ["kept"], store_history: false },
    { execute: ["kept + 1"], user_expressions: { sum: "kept + 2", wrong: "nowhere" } },
    { request: "history_request", content: { hist_access_type: "tail", n: 5 } },
  );

  test("have no number", async () => {
    const [silent, unstored, stored, history] = await queued();
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
    assert.deepEqual(history?.reply["history"], [[1, 1, "kept + 1"]]);
  });
});

const twenty = Array.from({ length: 20 }, (_, index) => index + 1);

describe("twenty cells that are queued together", () => {
  const queued = kernel.cells([
    ...twenty.map(
      (n) =>
        `console.log("now ${n}"); void setTimeout(() => console.log("timer ${n}"), ${n === 3 ? 150 : 1});` +
        ` await null; process.stderr.write("after ${n}"); ${n}`,
    ),
    "await new Promise((resolve) => setTimeout(resolve, 300));",
  ]);
  let answers: Answer[];
  before(async () => (answers = await queued()));

  test("have their own input, count and result", () => {
    for (const n of twenty) {
      const answer = answers[n - 1];
      assert.equal(ofType(answer, "execute_input")[0]?.["execution_count"], n + 1);
      assert.equal(resultText(answer), String(n));
      assert.equal(answer?.reply["execution_count"], n + 1);
    }
  });

  test("have their own output, also what their timers write later", () => {
    for (const n of twenty) {
      assert.equal(streamText(answers[n - 1], "stdout"), `now ${n}\ntimer ${n}\n`);
      assert.equal(streamText(answers[n - 1], "stderr"), `after ${n}`);
    }
  });
});

testCells(
  "all of many small writes arrive, in order",
  ["for (let i = 0; i < 15_000; i++) console.log(i);"],
  ([answer]) => {
    assert.equal(streamText(answer, "stdout"), Array.from({ length: 15_000 }, (_, i) => `${i}\n`).join(""));
  },
);

testCells(
  "text keeps its place among other outputs, and its characters",
  [
    'console.log("one"); console.error("two"); const euro = Buffer.from("€");\n' +
      "process.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1)); euro.length",
    'process.stdout.write("written")',
  ],
  ([answer, written]) => {
    assert.deepEqual(
      answer?.messages.slice(1).map(({ type, name, text }) => [type, name, text]),
      [
        ["stream", "stdout", "one\n"],
        ["stream", "stderr", "two\n"],
        ["stream", "stdout", "€"],
        ["execute_result", undefined, undefined],
      ],
    );
    assert.equal(streamText(written, "stdout"), "written");
    assert.deepEqual(ofType(written, "execute_result"), [], "whether the text has left is no result");
  },
);

const busy = "const end = Date.now() + 1500; while (Date.now() < end);";
testCells(
  "text is seen at once, however busy its cell is then",
  ["1", `console.log("first"); ${busy}`],
  ([, answer]) => {
    assert.ok(answer);
    assert.equal(streamText(answer, "stdout"), "first\n");
    assert.ok(answer.seconds - (answer.first_output ?? Infinity) > 1, "it came before the cell ended");
  },
);

describe("a flood of text", () => {
  const most = 100_000;
  const queued = kernel.cells([
    "for (let i = 0; i < 1_000_000; i++) console.log(i);",
    'console.log("x".repeat(5e7));',
    'process.stdout.write("a" + "😀".repeat(600_000));',
    'process.stdout.write("y".repeat(99_999)); void setTimeout(() => process.stderr.write("late"), 200); await 0;',
    "await new Promise((go) => setTimeout(go, 400));",
    `${publish}({ "text/plain": "p".repeat(2e6) })`,
  ]);
  let answers: Answer[];
  before(async () => (answers = await queued()));

  const notes = (index: number) =>
    answers[index]?.messages
      .filter(({ type }) => type.endsWith("display_data"))
      .map(({ type, data }) => [type, data]);
  const note = (what: string) => ({
    "text/plain": `… ${what} left out: a cell shows 100,000 characters of text. Write long output to a file: fs.writeFileSync("output.txt", text).`,
  });

  test("is cut, and the cell says how much it left out", () => {
    const lines = Array.from({ length: 1_000_000 }, (_, i) => `${i}\n`).join("");
    assert.ok(streamText(answers[0], "stdout") === lines.slice(0, most));
    assert.deepEqual(notes(0), [
      ["display_data", note("what follows is")],
      ["update_display_data", note("6,788,890 characters are")],
    ]);
  });

  test("takes few messages", () => {
    assert.ok((answers[0]?.messages.length ?? Infinity) < 2_000);
  });

  test("is cut in the middle of a line, but not of a character", () => {
    assert.ok(streamText(answers[1], "stdout") === "x".repeat(most));
    assert.deepEqual(notes(1)?.at(-1), ["update_display_data", note("49,900,001 characters are")]);
    assert.ok(streamText(answers[2], "stdout") === "a" + "😀".repeat(49_999));
    assert.deepEqual(notes(2)?.at(-1), ["update_display_data", note("1,100,002 characters are")]);
  });

  test("is counted on after the cell has ended", () => {
    assert.equal(streamText(answers[3], "stderr"), "l");
    assert.deepEqual(notes(3), [["display_data", note("what follows is")]]);
  });

  test("is something else than a bundle, which is shown whole", () => {
    assert.ok(ofType(answers[5], "display_data").some(({ data }) => JSON.stringify(data).length > 2e6));
  });
});

describe("a flood of outputs", () => {
  const most = 500;
  const queued = kernel.cells([
    `const show = ${publish}; const many = (n: number) => { for (let i = 0; i < n; i++) show({ "text/plain": String(i) }); };`,
    'many(100_000); console.log("after"); "result"',
    `many(${most});`,
    'const live = { displayId: "live" }; show({ "text/plain": "first" }, live);' +
      'for (let i = 0; i < 1_000; i++) { show({ "text/plain": String(i) }, { ...live, update: true }); await null; } many(499);',
    'many(600); console.log("x".repeat(90_000)); console.clear(); many(400); console.log("y".repeat(90_000));',
    "void setTimeout(() => many(2), 200); many(499); await 0;",
    "await new Promise((go) => setTimeout(go, 400));",
  ]);
  let answers: Answer[];
  before(async () => (answers = await queued()));

  const note = (what: string) =>
    `… ${what} left out: a cell shows 500 outputs. Collect the values in an array and end the cell on it, or write them to a file.`;
  const told = (index: number, type: string) =>
    ofType(answers[index], type).map(({ data }) => (data as Record<string, unknown>)["text/plain"]);
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => String(i));

  test("is cut, and the cell says how many it left out", () => {
    assert.deepEqual(told(1, "display_data"), [...upTo(most), note("what follows is")]);
    assert.deepEqual(told(1, "update_display_data"), [note("99,500 outputs are")]);
    assert.equal(streamText(answers[1], "stdout"), "after\n");
    assert.equal(resultText(answers[1]), "'result'");
  });

  test("is more than as many as a cell shows", () => assert.deepEqual(told(2, "display_data"), upTo(most)));

  test("is none where one output is replaced again and again", () => {
    assert.deepEqual(told(3, "display_data"), ["first", ...upTo(499)]);
    assert.equal(told(3, "update_display_data").at(-1), "999");
  });

  test("counts from the start when the cell has cleared what it shows", () => {
    const types = answers[4]?.messages.map(({ type }) => type) ?? [];
    const since = types.lastIndexOf("clear_output") + 1;
    assert.ok(since > most);
    assert.equal(types.slice(since).filter((type) => type === "display_data").length, 400);
    assert.ok(!types.slice(since).includes("update_display_data"));
    assert.ok(streamText(answers[4], "stdout").endsWith(`${"y".repeat(90_000)}\n`));
  });

  test("is cut also after its cell has ended", () => {
    assert.deepEqual(told(5, "display_data"), [...upTo(499), "0", note("what follows is")]);
  });
});

describe("a flood of failures", () => {
  const queued = kernel.cells([
    "const fail = (n: number) => Array.from({ length: n }, (_, i) => Promise.reject(new Error(String(i))));",
    'void fail(200_000); console.log("after");',
    "void fail(10); throw new Error('thrown');",
    "const all = fail(20_000); await new Promise((go) => setTimeout(go, 20)); (await Promise.allSettled(all)).length",
    "void fail(10);",
    "void setTimeout(() => fail(1_000), 200); await 0;",
    "await new Promise((go) => setTimeout(go, 400));",
  ]);
  let answers: Answer[];
  before(async () => (answers = await queued()));

  const note = (what: string) =>
    `… ${what} left out: a cell shows 10 errors. To see what becomes of each of many promises, end the cell on Promise.allSettled(promises).`;
  const errors = (index: number) => ofType(answers[index], "error").map(({ evalue }) => evalue);
  const notes = (index: number) =>
    answers[index]?.messages
      .filter(({ type }) => type.endsWith("display_data"))
      .map(({ data }) => (data as Record<string, unknown>)["text/plain"]);
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => String(i));

  test("is told by the first of them, and how many there are", () => {
    assert.deepEqual([answers[1]?.reply["status"], answers[1]?.reply["evalue"]], ["error", "0"]);
    assert.deepEqual(errors(1), upTo(10));
    assert.deepEqual(notes(1), [note("what follows is"), note("199,990 errors are")]);
    assert.equal(streamText(answers[1], "stdout"), "after\n");
  });

  test("begins with what the cell throws", () => {
    assert.equal(answers[2]?.reply["evalue"], "thrown");
    assert.deepEqual(errors(2), ["thrown", ...upTo(9)]);
    assert.deepEqual(notes(2), [note("what follows is"), note("1 error is")]);
  });

  test("is none where they are handled after all", () => {
    assert.deepEqual([resultText(answers[3]), errors(3), notes(3)], ["20000", [], []]);
  });

  test("is more than as many as a cell tells of", () => {
    assert.deepEqual([errors(4), notes(4)], [upTo(10), []]);
  });

  test("is cut also after its cell has ended, and fails the next cell once", () => {
    assert.deepEqual([errors(5), notes(5)], [upTo(10), [note("what follows is")]]);
    assert.deepEqual(errors(6), [
      `Cell [${String(answers[5]?.reply["execution_count"])}] failed after it had ended: 0`,
    ]);
  });
});

describe("the console", () => {
  const colored = "\u001b[31mred\u001b[0m";
  const queued = kernel.cells([
    'for (let i = 0; i < 50; i++) { console.log("out", i); console.error("err", i); }',
    `console.log(${JSON.stringify(colored)});`,
    "console.table([{ a: 1 }]);",
    "console.dir({ a: { b: { c: {} } } }, { depth: 0 });",
    'console.time("t"); console.timeEnd("t"); console.count(); console.assert(1 > 2, "not so");',
    'console.group("outer"); console.log("a\\nb"); console.group(); console.log("c"); console.groupEnd(); console.log("d"); throw 1;',
    'console.log("level"); console.groupEnd(); console.groupCollapsed("g"); console.warn("inner");',
    'console.log("gone"); console.clear(); console.log("kept");',
  ]);
  let answers: Answer[];
  before(async () => (answers = await queued()));
  const stdout = (index: number) => streamText(answers[index], "stdout");

  test("writes to stdout and stderr in turn", () => {
    const texts = ofType(answers[0], "stream").map(({ name, text }) => `${String(name)}: ${String(text)}`);
    const expected = Array.from({ length: 50 }, (_, i) => [
      `stdout: out ${i}\n`,
      `stderr: err ${i}\n`,
    ]).flat();
    assert.deepEqual(texts, expected);
  });

  test("lets colours pass", () => assert.equal(stdout(1), `${colored}\n`));

  test("shows tables, and objects to a depth", () => {
    assert.match(stdout(2), /^┌─.*\n│ \(index\) │ a │\n/);
    assert.equal(stdout(3), "{ a: [Object] }\n");
  });

  test("times, counts and asserts", () => {
    assert.match(stdout(4), /^t: [\d.]+ms\ndefault: 1\n$/);
    assert.equal(streamText(answers[4], "stderr"), "Assertion failed: not so\n");
  });

  test("indents groups, and none beyond its cell", () => {
    assert.equal(stdout(5), "outer\n  a\n  b\n    c\n  d\n");
    assert.equal(stdout(6), "level\ng\n");
    assert.equal(streamText(answers[6], "stderr"), "  inner\n");
  });

  test("clears what its cell shows", () => {
    assert.deepEqual(
      answers[7]?.messages.slice(1).map(({ type, text, wait }) => [type, text ?? wait]),
      [
        ["stream", "gone\n"],
        ["clear_output", false],
        ["stream", "kept\n"],
      ],
    );
  });
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
  const queued = kernel.cells(results.map(([, code]) => code));
  let answers: Answer[];
  before(async () => (answers = await queued()));
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

testCells(
  "a cell shows bundles while it runs, and replaces them by name",
  [
    `${publish}({ "text/plain": "half" }, { displayId: "bar" }); await null;` +
      `${publish}({ "text/plain": "all" }, { displayId: "bar", update: true, metadata: { m: 1 } });`,
  ],
  ([answer]) => {
    assert.deepEqual(answer?.messages.slice(1), [
      {
        type: "display_data",
        data: { "text/plain": "half" },
        metadata: {},
        transient: { display_id: "bar" },
      },
      {
        type: "update_display_data",
        data: { "text/plain": "all" },
        metadata: { m: 1 },
        transient: { display_id: "bar" },
      },
    ]);
  },
);

testCells(
  "tslab's own display still works",
  [
    'import * as tslab from "tslab";\ntslab.display.html("<b>x</b>"); const live = tslab.newDisplay(); live.text("a"); live.text("b");',
  ],
  ([answer]) => {
    assert.deepEqual(
      answer?.messages.slice(1).map(({ type, data }) => [type, data]),
      [
        ["display_data", { "text/html": "<b>x</b>" }],
        ["display_data", { "text/plain": "a" }],
        ["update_display_data", { "text/plain": "b" }],
      ],
    );
  },
);

testCells(
  "a shorthand property takes the variable of an earlier cell",
  ["let rate = 0.5;", "({ rate })", "({ rate } = { rate: 2 }); rate"],
  (answers) => {
    assert.deepEqual(answers.slice(1).map(resultText), ["{ rate: 0.5 }", "2"]);
  },
);
