import assert from "node:assert/strict";
import { describe, before, test } from "node:test";
import { Cell } from "../../src/kernel/output/cell";
import { createStdin } from "../../src/kernel/input/stdin";
import { type Answer, ofType, resultText, session, streamText } from "../support/kernel";

describe("input()", () => {
  let requests: Answer[];
  let log: string;
  before(async () => {
    ({ requests, log } = await session([
      {
        execute: ['console.log("before"); const name: string = await input("Name: "); name'],
        allow_stdin: true,
        answers: ["Žofie 🙂"],
      },
      { execute: ["await input(undefined, { password: true })"], allow_stdin: true, answers: ["secret"] },
      { execute: ['await Promise.all([input("a"), input("b")])'], allow_stdin: true, answers: ["1", "2"] },
      { execute: ['await input("Name: ")'], allow_stdin: false },
      { execute: ["const n: number = await input();"], allow_stdin: true },
      {
        execute: ['try { await input("waits"); } finally { console.log("cleaned up"); }'],
        allow_stdin: true,
        answers: [{ interrupt: "message" }],
      },
      {
        execute: ['for (;;) { try { await input("waits"); } catch {} }'],
        answers: [{ interrupt: "signal" }],
        allow_stdin: true,
      },
      {
        execute: ['({ [Symbol.for("Jupyter.display")]: () => input("shown") })'],
        allow_stdin: true,
        answers: [{ interrupt: "message" }],
      },
      { execute: ['void input("left behind"); 1'], allow_stdin: true },
      {
        execute: ['void setTimeout(() => input("late").catch((e) => console.log(e.message)), 100); 2'],
        allow_stdin: true,
      },
      {
        execute: ['await new Promise((go) => setTimeout(go, 300)); await input("again")'],
        allow_stdin: true,
        answers: ["yes"],
      },
    ]));
  });

  test("asks with its prompt, after what the cell has written, and returns the answer", () => {
    assert.deepEqual(requests[0]?.questions, [{ type: "input_request", prompt: "Name: ", password: false }]);
    assert.equal(streamText(requests[0], "stdout"), "before\n");
    assert.equal(resultText(requests[0]), "'Žofie 🙂'");
  });

  test("asks for a password as one", () => {
    assert.deepEqual(requests[1]?.questions, [{ type: "input_request", prompt: "", password: true }]);
    assert.equal(resultText(requests[1]), "'secret'");
  });

  test("puts one question after the other", () => {
    assert.deepEqual(
      requests[2]?.questions.map(({ prompt }) => prompt),
      ["a", "b"],
    );
    assert.equal(resultText(requests[2]), "[ '1', '2' ]");
  });

  test("fails where the client takes no questions", () => {
    assert.equal(requests[3]?.reply["status"], "error");
    assert.match(String(requests[3].reply["evalue"]), /allow_stdin is false/);
    assert.match(String((requests[3].reply["traceback"] as string[])[1]), /Cell \[4\]:1:7/);
    assert.deepEqual(requests[3].questions, []);
  });

  test("has a type", () => {
    assert.match(String(requests[4]?.reply["evalue"]), /Type 'string' is not assignable to type 'number'/);
  });

  test("is rejected by an interrupt, and the kernel goes on", () => {
    for (const answer of requests.slice(5, 8)) {
      assert.equal(answer.reply["ename"], "KeyboardInterrupt");
      assert.equal(answer.questions.length, 1);
    }
    assert.equal(streamText(requests[5], "stdout"), "cleaned up\n");
  });

  test("fails when its cell does not wait for it", () => {
    assert.match(String(ofType(requests[8], "error")[0]?.["evalue"]), /not answered: its cell has ended/);
    assert.match(streamText(requests[9], "stdout"), /came too late: its cell has ended/);
    assert.deepEqual(requests[9]?.questions, []);
  });

  test("asks again after all that", () => {
    assert.equal(resultText(requests[10]), "'yes'");
    assert.equal(log, "");
  });
});

describe("process.stdin", () => {
  const imports =
    'import * as readline from "node:readline"; import * as prompts from "node:readline/promises"; import { setTimeout as sleep } from "node:timers/promises";';
  const readBare = `import * as fs from "node:fs"; import { readFileSync } from "node:fs"; import { promisify } from "node:util";
    const ways: Record<string, () => unknown> = {
      readFileSync: () => readFileSync(0, "utf8"),
      readSync: () => fs.readSync(process.stdin.fd, Buffer.alloc(9)),
      openSync: () => fs.openSync("/dev/stdin", "r"),
      read: () => promisify(fs.read)(0, Buffer.alloc(9), 0, 9, null),
      readFile: () => fs.promises.readFile("/dev/stdin"),
      createReadStream: () => fs.createReadStream("", { fd: 0 }),
    };
    for (const way of Object.values(ways)) {
      try { console.log("read", await way()); } catch (error) { console.log((error as Error).message); }
    }
    [readFileSync("/dev/null", "utf8"), fs.readSync(fs.openSync("/dev/null", "r"), Buffer.alloc(9))]`;
  const reader = "prompts.createInterface({ input: process.stdin, output: process.stdout })";
  const rows = {
    imports: { execute: [imports] },
    question: {
      execute: [
        `const rl = ${reader}; const who = await rl.question("Name? "); await sleep(300);
         const age = await rl.question("Age? "); rl.close(); [who, age]`,
      ],
      answers: ["Žofie", "7"],
    },
    callback: {
      execute: [
        `const old = readline.createInterface({ input: process.stdin, output: process.stdout });
         old.question("Name? ", (name) => console.log("hi", name));`,
      ],
      answers: ["Ada"],
    },
    later: {
      execute: ['await new Promise((go) => old.question("Again? ", go))'],
      answers: ["yes"],
    },
    lines: {
      execute: [
        `old.close(); const lines = ${reader}; const read: string[] = [];
         for await (const line of lines) { read.push(line); if (line === "end") break; } read`,
      ],
      answers: ["a", "", "end"],
    },
    chunks: {
      execute: [
        "const chunks: string[] = []; for await (const chunk of process.stdin) chunks.push(`${chunk}`); chunks",
      ],
      answers: ["a", "b", "\u0004"],
    },
    typedEnd: {
      execute: [
        `const all: string[] = []; for await (const line of ${reader}) all.push(line);
         process.stdin.on("data", (chunk) => all.push(String(chunk))); await new Promise((go) => process.stdin.once("end", go)); all`,
      ],
      answers: ["a", "^D ", "^D", "b", "^D"],
    },
    data: {
      execute: ['process.stdin.once("data", (chunk) => console.log(typeof chunk, String(chunk)));'],
      answers: ["x"],
    },
    questionAmongLines: {
      execute: [
        `const beside = readline.createInterface({ input: process.stdin }); beside.pause();
         const both = ${reader}; const first = await both.question("First? ");
         both.once("line", () => both.close()); await new Promise((go) => both.once("close", go)); beside.close(); first`,
      ],
      answers: ["1", "2"],
    },
    interrupted: {
      execute: [
        `try { for await (const chunk of process.stdin) void chunk; } finally { console.log("cleaned up"); }`,
      ],
      answers: [{ interrupt: "message" }],
    },
    interruptedQuestion: { execute: [`await ${reader}.question("?")`], answers: [{ interrupt: "signal" }] },
    after: {
      execute: [`const after = ${reader}; const last = await after.question("Last? "); last`],
      answers: ["z"],
    },
    endOfInput: { execute: ["await input()"], answers: ["\u0004"] },
    bare: { execute: [readBare] },
    dialogs: { execute: ['alert("hi")'] },
    nobody: { execute: [`const none = ${reader};`], allow_stdin: false },
    nobodyIterates: {
      execute: ["for await (const chunk of process.stdin) void chunk; 1"],
      allow_stdin: false,
    },
  };
  const answers = {} as Record<keyof typeof rows, Answer>;
  before(async () => {
    const { requests, log } = await session(
      Object.values(rows).map((row) => ({ allow_stdin: true, stop_on_error: false, ...row })),
    );
    Object.keys(rows).forEach(
      (name, index) => (answers[name as keyof typeof rows] = requests[index] as Answer),
    );
    assert.equal(log, "");
  });
  const asked = (name: keyof typeof rows) => answers[name].questions.length;
  const prompts = (name: keyof typeof rows) => answers[name].questions.map(({ prompt }) => prompt);

  test("answers questions of readline, and asks for nothing beside them", () => {
    assert.equal(resultText(answers.question), "[ 'Žofie', '7' ]");
    assert.equal(asked("question"), 2);
    assert.equal(streamText(answers.question, "stdout"), "Name? Age? ");
    assert.equal(asked("callback"), 1);
    assert.equal(streamText(answers.callback, "stdout"), "Name? hi Ada\n");
  });

  test("goes on in later cells", () => {
    assert.equal(resultText(answers.later), "'yes'");
  });

  test("gives one line for each that is read, until who reads has enough or the user ends the input", () => {
    assert.equal(resultText(answers.lines), "[ 'a', '', 'end' ]");
    assert.equal(asked("lines"), 3);
    assert.equal(resultText(answers.chunks), "[ 'a\\n', 'b\\n' ]");
    assert.equal(streamText(answers.data, "stdout"), "object x\n\n");
    assert.equal(asked("data"), 1);
    assert.match(String(answers.endOfInput.reply["evalue"]), /input was ended/);
  });

  test("asks in words, as nothing else tells what is waited for, but where readline has put a question", () => {
    const words = "A line for process.stdin (to end the input, type ^D): ";
    for (const name of ["lines", "chunks"] as const) assert.deepEqual(prompts(name), [words, words, words]);
    for (const name of ["data", "interrupted"] as const) assert.deepEqual(prompts(name), [words]);
    assert.deepEqual(prompts("question"), ["", ""]);
    assert.deepEqual(prompts("callback"), [""]);
    assert.deepEqual(prompts("questionAmongLines"), ["", words]);
  });

  test("ends where ^D is typed as a line, and begins anew", () => {
    assert.equal(resultText(answers.typedEnd), "[ 'a', '^D ', 'b\\n' ]");
    assert.equal(asked("typedEnd"), 5);
  });

  test("is let go by an interrupt, and is there again", () => {
    for (const name of ["interrupted", "interruptedQuestion"] as const) {
      assert.equal(answers[name].reply["ename"], "KeyboardInterrupt");
      assert.equal(asked(name), 1);
    }
    assert.equal(streamText(answers.interrupted, "stdout"), "cleaned up\n");
    assert.equal(resultText(answers.after), "'z'");
  });

  test("is named to who reads past it, where there is nothing", () => {
    const told = streamText(answers.bare, "stdout").trim().split("\n");
    const places = ["readFileSync(0)", "readSync(0)", 'openSync("/dev/stdin")', "read(0)"];
    places.push('readFile("/dev/stdin")', "createReadStream(0)");
    assert.deepEqual(
      told.map((line) => line.split(" finds no input in a cell. await input(")[0]),
      places.map((place) => `fs.${place}`),
    );
    assert.equal(resultText(answers.bare), "[ '', 0 ]");
    assert.match((answers.dialogs.reply["traceback"] as string[])[1] ?? "", /console\.log\(/);
  });

  test("has nobody to ask where the client takes no questions, and says so", () => {
    assert.match(
      String(answers.nobody.reply["evalue"]),
      /^process\.stdin has nobody to ask: .*allow_stdin is false/,
    );
    assert.equal(answers.nobodyIterates.reply["status"], "error");
    assert.match(String(answers.nobodyIterates.reply["evalue"]), /nobody to ask/);
  });
});

test("an answer to a question that was withdrawn is not taken for one to the next", async () => {
  let asked = 0;
  const stdin = createStdin(() => `question ${++asked}`);
  const header = {
    msg_id: "1",
    msg_type: "execute_request",
    session: "s",
    username: "u",
    date: "",
    version: "5.3",
  };
  const request = {
    identities: [],
    header,
    parent: {},
    metadata: {},
    content: { code: "", allow_stdin: true },
  };
  const cell = new Cell("Cell [1]", request, () => undefined);
  const content = { prompt: "", password: false };

  const first = stdin.ask(cell, content);
  stdin.withdraw();
  await assert.rejects(first, /its cell has ended/);
  const second = stdin.ask(cell, content);
  stdin.answer("late", "question 1");
  stdin.answer("right", "question 2");
  assert.equal(await second, "right");
  stdin.answer("too many");
});
