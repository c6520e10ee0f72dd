import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Answer, ofType, resultText, session, sharedKernel, streamText } from "../support/kernel";

interface Case {
  what: string;
  code: string;
  ename: string;
  evalue: RegExp;
  /** The first lines of the traceback; # stands for the cell's number. */
  traceback: string[];
}

const cases: Case[] = [
  {
    what: "a throw",
    code: 'throw new Error("boom");',
    ename: "Error",
    evalue: /^boom$/,
    traceback: ["Error: boom", "    at Cell [#]:1:7", '1 | throw new Error("boom");', "  |       ^"],
  },
  {
    what: "a throw deep in code of several lines, types and comments",
    code: "// a comment\ninterface Box { x?: { y: number } }\n\nfunction open(box: Box): number {\n  return box.x!.y;\n}\nopen({});",
    ename: "TypeError",
    evalue: /Cannot read properties of undefined/,
    traceback: [
      "TypeError: Cannot read properties of undefined (reading 'y')",
      "    at open (Cell [#]:5:17)",
      "    at Cell [#]:7:1",
      "5 |   return box.x!.y;",
      "  |                 ^",
    ],
  },
  {
    what: "a throw after an await",
    code: 'await null;\nthrow new RangeError("after");',
    ename: "RangeError",
    evalue: /^after$/,
    traceback: ["RangeError: after", "    at Cell [#]:2:7", '2 | throw new RangeError("after");'],
  },
  {
    what: "a type error",
    code: 'const a = 1;\nconst n: number = "two";',
    ename: "TypeScriptError",
    evalue: /^Cell \[#\]:2:7 - Type 'string' is not assignable to type 'number'\.$/,
    traceback: [
      "Cell [#]:2:7 - error TS2322: Type 'string' is not assignable to type 'number'.",
      '2 | const n: number = "two";',
      "  |       ^",
    ],
  },
  {
    what: "an error that only strict checking finds",
    code: "function twice(n) { return 2 * n; }",
    ename: "TypeScriptError",
    evalue: /^Cell \[#\]:1:16 - Parameter 'n' implicitly has an 'any' type\.$/,
    traceback: ["Cell [#]:1:16 - error TS7006: Parameter 'n' implicitly has an 'any' type."],
  },
  {
    what: "a syntax error",
    code: "let q = ;",
    ename: "TypeScriptError",
    evalue: /^Cell \[#\]:1:9 - Expression expected\.$/,
    traceback: ["Cell [#]:1:9 - error TS1109: Expression expected.", "1 | let q = ;", "  |         ^"],
  },
  {
    what: "a missing module",
    code: 'import * as nothing from "./nowhere";',
    ename: "TypeScriptError",
    evalue: /Cannot find module '\.\/nowhere'/,
    traceback: [],
  },
  {
    what: "an awaited rejection",
    code: 'await Promise.reject(new RangeError("refused"));',
    ename: "RangeError",
    evalue: /^refused$/,
    traceback: ["RangeError: refused", "    at Cell [#]:1:22"],
  },
  {
    what: "a rejection as the last expression",
    code: 'Promise.reject(new Error("last"))',
    ename: "Error",
    evalue: /^last$/,
    traceback: ["Error: last", "    at Cell [#]:1:16"],
  },
  {
    what: "a floating rejection",
    code: 'void Promise.reject(new Error("floating"));\n1',
    ename: "Error",
    evalue: /^floating$/,
    traceback: ["Error: floating", "    at Cell [#]:1:21"],
  },
  {
    what: "a throw in a timer",
    code: 'void setTimeout(() => { throw new TypeError("timer"); }, 0);\n2',
    ename: "TypeError",
    evalue: /^timer$/,
    traceback: ["TypeError: timer", "    at Timeout.<anonymous> (Cell [#]:1:31)"],
  },
  {
    what: "a value that is no error",
    code: "throw { code: 7 };",
    ename: "Uncaught",
    evalue: /^\{ code: 7 \}$/,
    traceback: ["Uncaught { code: 7 }"],
  },
  {
    what: "an error in Node's own code",
    code: 'import * as fs from "node:fs";\nfs.readFileSync("/no/such/file");',
    ename: "Error",
    evalue: /ENOENT/,
    traceback: [],
  },
  {
    what: "a display method that fails",
    code: '({ [Symbol.for("Jupyter.display")]() { throw new Error("no picture"); } })',
    ename: "Error",
    evalue: /^no picture$/,
    traceback: ["Error: no picture"],
  },
];

const kernel = sharedKernel();

describe("a failing cell", () => {
  const queued = kernel.cells(cases.map(({ code }) => code));
  let answers: Answer[];
  before(async () => (answers = await queued()));

  cases.forEach(({ what, ename, evalue, traceback }, index) => {
    test(`${what} is told as an error, and in the reply`, () => {
      const answer = answers[index];
      assert.ok(answer);
      const { type, status, execution_count, ...reply } = answer.reply;
      assert.deepEqual([type, status, execution_count], ["execute_reply", "error", index + 1]);

      const errors = ofType(answer, "error");
      assert.equal(errors.length, 1);
      const error: Record<string, unknown> = { ...errors[0], type: undefined };
      assert.deepEqual({ ...reply, type: undefined }, error, "the reply says the same as the error");
      assert.deepEqual(ofType(answer, "execute_result"), []);

      const numbered = (text: string) => text.replaceAll("#", String(index + 1));
      assert.equal(error["ename"], ename);
      assert.match(String(error["evalue"]), new RegExp(numbered(evalue.source)));
      const lines = error["traceback"] as string[];
      assert.deepEqual(lines.slice(0, traceback.length), traceback.map(numbered));
      assert.doesNotMatch(lines.join("\n"), /src\/kernel|tslab|node:/, "no frames but the reader's own");
    });
  });
});

const late = kernel.cells([
  'void setTimeout(() => { throw new Error("too late"); }, 100);',
  'await new Promise((resolve) => setTimeout(resolve, 300)); "done"',
  '"sound"',
]);
test("what fails after its cell has ended shows there, and fails the next cell once", async () => {
  const [starter, next, last] = await late();
  assert.equal(starter?.reply["status"], "ok");
  assert.equal(ofType(starter, "error")[0]?.["evalue"], "too late");
  assert.equal(resultText(next), "'done'");
  assert.equal(next?.reply["status"], "error");
  assert.equal(
    next.reply["evalue"],
    `Cell [${String(starter.reply["execution_count"])}] failed after it had ended: too late`,
  );
  assert.equal(last?.reply["status"], "ok");
});

const handled = kernel.cells([
  'const p = Promise.reject(new Error("x")); await new Promise((go) => setTimeout(go, 20)); await p.catch(() => "caught")',
]);
test("a rejection that is handled before its cell ends is no failure", async () => {
  const [answer] = await handled();
  assert.equal(answer?.reply["status"], "ok");
  assert.equal(resultText(answer), "'caught'");
});

describe("what fails after its cell's code, where the client takes no questions and queues no cells", () => {
  const later: [what: string, code: string, evalue: RegExp][] = [
    ["a throw in a timer", 'void setTimeout(() => { throw new Error("late"); }, 200);', /^late$/],
    ["a chain of timers", 'setTimeout(() => setTimeout(() => { throw 7; }, 50), 50); "started"', /^7$/],
    ["a floating promise that waits for a file", 'void fs.promises.readFile("/no/such/file");', /ENOENT/],
    ["one that waits for the network", 'void fetch("http://127.0.0.1:9/");', /^fetch failed$/],
    ["work of a native thread", 'crypto.scrypt("a", "b", 8, () => { throw new Error("salt"); });', /^salt$/],
    ["a program", 'void promisify(execFile)("sh", ["-c", "sleep 0.1; exit 3"]);', /^Command failed/],
  ];
  const interval = "const ticking = setInterval(() => undefined, 10); 1";
  let answers: Answer[];
  before(async () => {
    const codes = [
      'import * as fs from "node:fs"; import * as crypto from "node:crypto"; import { promisify } from "node:util"; import { execFile } from "node:child_process";',
      "new Promise(() => undefined).then(() => 1); 2",
      ...later.map(([, code]) => code),
    ];
    const endless = [interval, 'setTimeout(() => { throw new Error("beside it"); }, 20); 4'];
    const cellsOf = (each: string[][]) => each.map((execute) => ({ execute, allow_stdin: false }));
    const queued = ["void setTimeout(() => undefined, 4000);", "3"];
    const one = (code: string) => [code];
    answers = (await session(cellsOf([...codes.map(one), queued, ...endless.map(one)]))).requests;
  });

  later.forEach(([what, , evalue], index) => {
    test(`${what} fails its own cell`, () => {
      const answer = answers[index + 2];
      assert.equal(answer?.reply["status"], "error");
      assert.match(String(answer.reply["evalue"]), evalue);
      assert.match(String(ofType(answer, "error")[0]?.["evalue"]), evalue);
    });
  });

  test("a promise that waits for nothing holds no cell up", () => {
    assert.equal(answers[1]?.reply["status"], "ok");
    assert.ok(answers[1].seconds < 1, `${answers[1].seconds} s`);
  });

  test("what never ends holds one cell up for five seconds, later ones hardly, and hides no failure", () => {
    const [endless, failing] = answers.slice(-2);
    assert.equal(endless?.reply["status"], "ok");
    assert.ok(endless.seconds > 4.9 && endless.seconds < 8, `${endless.seconds} s`);
    assert.equal(failing?.reply["evalue"], "beside it");
    assert.ok(failing.seconds < 2, `${failing.seconds} s`);
  });

  test("a cell that is held up so long says what it may miss, others do not", () => {
    const told = answers.filter((answer) => streamText(answer, "stderr") !== "");
    assert.deepEqual(told, [answers.at(-2)]);
    assert.match(
      streamText(told[0], "stderr"),
      /^Still running 5 s after this cell's end: an interval \(clearInterval\(…\) ends it\) of Cell \[\d+\]\. .* may not be seen\.\n$/,
    );
  });

  test("nothing is held up while the next cell waits", () => {
    const [starter] = answers.slice(-4);
    assert.equal(starter?.reply["status"], "ok");
    assert.ok(starter.seconds < 4, `${starter.seconds} s`);
  });
});

describe("what fails after its cell's code, where work of an earlier cell never ends", () => {
  const imports = `import { spawn } from "node:child_process"; import * as fs from "node:fs";
    import { createServer } from "node:http"; import { Worker } from "node:worker_threads";`;
  const endless = `setInterval(() => undefined, 100);
    const again = () => void setTimeout(again, 30); again();
    const look = () => fs.stat(".", look); look();
    createServer().listen(0, "127.0.0.1");
    spawn("sleep", ["60"]);
    void new Worker("setInterval(() => undefined, 50)", { eval: true });`;
  const fail = '() => { throw new Error("late"); }';
  const soon = "new Promise((go) => setTimeout(go, 300))";
  const later: [what: string, code: string][] = [
    ["a timer", `void setTimeout(${fail}, 1000);`],
    ["a promise", `void ${soon}.then(${fail});`],
    ["timers one after another", `void ${soon}.then(() => ${soon}).then(${fail});`],
    ["a program", `void spawn("sleep", ["0.5"]).on("exit", ${fail});`],
    ["a thread", `void new Worker("setTimeout(() => undefined, 500)", { eval: true }).on("exit", ${fail});`],
    [
      "a server",
      `const one = createServer().listen(0, "127.0.0.1"); setTimeout(() => one.close(${fail}), 500).unref(); 1`,
    ],
  ];
  const others = Array.from({ length: 20 }, (_, index) => `${index} + 1`);
  let answers: Answer[];
  before(async () => {
    const codes = [imports, endless, ...later.map(([, code]) => code), ...others];
    answers = (await session(codes.map((code) => ({ execute: [code], allow_stdin: false })))).requests;
  });

  later.forEach(([what], index) => {
    test(`${what} fails its own cell`, () => {
      assert.equal(answers[index + 2]?.reply["evalue"], "late");
    });
  });

  test("the cell that began it says so, and no later one", () => {
    const told = answers.filter((answer) => streamText(answer, "stderr") !== "");
    assert.deepEqual(told, [answers[1]]);
    const said = streamText(told[0], "stderr");
    const [, things = ""] = /end: (.*) of Cell \[2\]\. Now/.exec(said) ?? assert.fail(said);
    assert.deepEqual(things.split(", ").sort(), [
      "a program (kill() ends it)",
      "a server (close() ends it)",
      "a thread (terminate() ends it)",
      "a timer (clearTimeout(…) ends it)",
      "an interval (clearInterval(…) ends it)",
    ]);
  });

  test("twenty cells that leave nothing hardly wait", () => {
    const last = answers.slice(-others.length);
    const seconds = last.reduce((sum, answer) => sum + answer.seconds, 0);
    assert.ok(seconds < 15, `${seconds} s`);
  });
});
