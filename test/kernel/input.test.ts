import assert from "node:assert/strict";
import { describe, before, test } from "node:test";
import { Cell } from "../../src/kernel/cell";
import { createStdin } from "../../src/kernel/stdin";
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
