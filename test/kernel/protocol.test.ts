import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { version as typescriptVersion } from "typescript/package.json";
import { version } from "../../package.json";
import {
  type Answer,
  kernelOf,
  ofType,
  resultText,
  session,
  type SessionRecord,
  type Step,
  streamText,
  type Told,
} from "../support/kernel";

/** A message's four parts, as Jupyter's clients send them. */
function parts(
  type: string,
  content: object,
): [header: string, parent: string, metadata: string, content: string] {
  const header = {
    msg_id: "raw",
    msg_type: type,
    session: "s",
    username: "u",
    date: "2026-01-01T00:00:00Z",
    version: "5.3",
  };
  return [JSON.stringify(header), "{}", "{}", JSON.stringify(content)];
}

const [header, parent, metadata, content] = parts("execute_request", { code: "spoilt = true" });

/** Messages that are none, and what the log says of each. */
const spoilt: [raw: string[], log: RegExp, signature?: string][] = [
  [[header, parent, metadata, content], /signature does not fit/, "0".repeat(64)],
  [[header, parent, metadata, content], /signature does not fit/, "short"],
  [[header, parent, metadata, "\xff\xfe"], /not valid for encoding utf-8/],
  [[header, parent, metadata, '{"code": '], /JSON/],
  [[header, parent, metadata, "null"], /content is no object/],
  [["[]", parent, metadata, content], /header has no msg_id/],
  [['{"msg_id":"a","msg_type":7}', parent, metadata, content], /header has no msg_type/],
  [[header, parent], /four parts/],
];

const circular = `({ [Symbol.for("Jupyter.display")]() { const a: { a?: unknown } = {}; a.a = a; return { "application/json": a }; } })`;

const steps = {
  plain: { execute: ['console.log("text"); 6 * 7'] },
  silent: { execute: ['console.log("text"); 6 * 7'], silent: true },
  silentError: { execute: ['throw new Error("quiet")'], silent: true },
  unstored: { execute: ["8"], store_history: false },
  expressions: {
    execute: ["const seven = 7;"],
    user_expressions: { good: "6 * seven", bad: "nowhere", thrown: 'JSON.parse("{")' },
  },
  failedExpressions: { execute: ["throw 1"], user_expressions: { good: "1" } },
  unspeakable: { execute: ["9"], user_expressions: { circular } },
  noCode: { request: "execute_request", content: {} },
  noCompletion: { request: "complete_request", content: { code: 5, cursor_pos: 0 } },
  noInspection: { request: "inspect_request", content: { code: ["a"], cursor_pos: 0 } },
  noCompleteness: { request: "is_complete_request", content: { code: null } },
  commOpen: { message: "comm_open", content: { comm_id: "c1", target_name: "jupyter.widget", data: {} } },
  commMessage: { message: "comm_msg", content: { comm_id: "c1", data: {} } },
  commClose: { message: "comm_close", content: { comm_id: "c1", data: {} } },
  commInfo: { request: "comm_info_request", content: { target_name: "jupyter.widget" } },
  unknown: { request: "frobnicate_request", content: {} },
  inherited: { request: "constructor_request", content: {} },
  debug: { request: "debug_request", content: { command: "initialize" }, channel: "control" as const },
  info: { request: "kernel_info_request", content: {} },
  completion: {
    request: "complete_request",
    content: { code: 'const 名 = "🙂🙂"; seve + 1', cursor_pos: 20 },
  },
  completionAtEnd: { request: "complete_request", content: { code: '"🙂".charC' } },
  completionWithoutCursor: { request: "complete_request", content: { code: "seve", cursor_pos: null } },
  completionOfNothing: { request: "complete_request", content: { code: "nowhere_at_all", cursor_pos: 14 } },
  inspection: {
    request: "inspect_request",
    content: { code: '"🙂"; seven', cursor_pos: 7, detail_level: 0 },
  },
  inspectionOfNothing: {
    request: "inspect_request",
    content: { code: "  ", cursor_pos: 1, detail_level: 1 },
  },
  beyond: { request: "inspect_request", content: { code: "seven", cursor_pos: 99, detail_level: 0 } },
  incomplete: { request: "is_complete_request", content: { code: "function f() {" } },
  complete: { request: "is_complete_request", content: { code: "f(1)" } },
  interrupt: { request: "interrupt_request", content: {}, channel: "control" as const },
  secondClient: { join: true as const },
  nulls: {
    execute: ["5 + 5"],
    silent: null,
    store_history: null,
    user_expressions: null,
    stop_on_error: null,
    allow_stdin: null,
  },
  failsUnseen: {
    start: ['await new Promise((go) => setTimeout(go, 200)); throw new Error("unseen")'],
    silent: true,
  },
  afterUnseen: { execute: ['"it runs"'] },
  failsLate: { execute: ['void setTimeout(() => { throw new Error("late") }, 100);'], allow_stdin: true },
  unseenMeanwhile: { execute: ["await new Promise((go) => setTimeout(go, 400));"], silent: true },
  afterLate: { execute: ["1"] },
  stubborn: {
    execute: [
      `import { execSync } from "node:child_process"; console.log("begun"); execSync("trap '' INT; sleep 4")`,
    ],
  },
  last: { execute: ["typeof (globalThis as { spoilt?: unknown }).spoilt"] },
} satisfies Record<string, Step>;

describe("the kernel answers", () => {
  const answers = {} as Record<keyof typeof steps, Answer>;
  let record: SessionRecord;
  before(async () => {
    const raw: Step[] = spoilt.map(([frames, , signature]) => ({ raw: frames, signature }));
    const { stubborn, last, ...others } = steps;
    const interrupt: Step = { interrupt: 0.5, with: "message" };
    const kernel = [...kernelOf(), "script.ts", "--verbose"]; // of its own arguments, a client may pass on some
    record = await session([...Object.values(others), interrupt, stubborn, ...raw, last], kernel);
    Object.keys(steps).forEach((name, index) => {
      answers[name as keyof typeof steps] = record.requests[index] as Answer;
    });
  });

  const replyTo = (name: keyof typeof steps): Told => answers[name].reply;

  test("a cell, between busy and idle, in full", () => {
    const { order, reply } = answers.plain;
    assert.deepEqual(order, ["busy", "execute_input", "stream", "execute_result", "idle"]);
    assert.deepEqual(reply, {
      type: "execute_reply",
      status: "ok",
      execution_count: 1,
      user_expressions: {},
      payload: [],
    });
    const [input] = ofType(answers.plain, "execute_input");
    assert.deepEqual([input?.["code"], input?.["execution_count"]], ['console.log("text"); 6 * 7', 1]);
    assert.equal(ofType(answers.plain, "execute_result")[0]?.["execution_count"], 1);
  });

  test("a silent cell without a word, and without counting it", () => {
    assert.deepEqual(answers.silent.order, ["busy", "idle"]);
    assert.deepEqual([replyTo("silent")["status"], replyTo("silent")["execution_count"]], ["ok", 1]);
    assert.deepEqual(answers.silentError.order, ["busy", "idle"]);
    assert.deepEqual(
      [replyTo("silentError")["status"], replyTo("silentError")["evalue"]],
      ["error", "quiet"],
    );
  });

  test("a cell that is not to be stored with the count as it is", () => {
    assert.equal(resultText(answers.unstored), "8");
    assert.equal(replyTo("unstored")["execution_count"], 1);
    assert.equal(replyTo("expressions")["execution_count"], 2);
  });

  test("user_expressions, each with its value or its error", () => {
    const { good, bad, thrown } = replyTo("expressions")["user_expressions"] as Record<
      string,
      Record<string, unknown>
    >;
    assert.deepEqual(good, { status: "ok", data: { "text/plain": "42" }, metadata: {} });
    assert.deepEqual([bad?.["status"], bad?.["ename"]], ["error", "TypeScriptError"]);
    assert.deepEqual([thrown?.["status"], thrown?.["ename"]], ["error", "SyntaxError"]);
    assert.ok(Array.isArray(thrown?.["traceback"]));
    assert.equal(replyTo("failedExpressions")["user_expressions"], undefined);
  });

  test("with an error what cannot be told or makes no sense", () => {
    const { circular } = replyTo("unspeakable")["user_expressions"] as Record<
      string,
      Record<string, unknown>
    >;
    assert.deepEqual([circular?.["status"], circular?.["ename"]], ["error", "TypeError"]);
    const said = (["noCode", "noCompletion", "noInspection", "noCompleteness"] as const).map((name) => [
      replyTo(name)["status"],
      replyTo(name)["evalue"],
    ]);
    assert.deepEqual(said, [
      ["error", "execute_request: code must be text, not undefined."],
      ["error", "complete_request: code must be text, not 5."],
      ["error", "inspect_request: code must be text, not [ 'a' ]."],
      ["error", "is_complete_request: code must be text, not null."],
    ]);
  });

  test("a client that sends null for what it leaves to the kernel", () => {
    const { order, reply } = answers.nulls;
    assert.deepEqual(order, ["busy", "execute_input", "execute_result", "idle"]);
    assert.deepEqual([reply["status"], reply["user_expressions"]], ["ok", {}]);
    assert.deepEqual(replyTo("completionWithoutCursor")["matches"], ["seven"]);
  });

  test("a failure that nobody sees, and lets queued cells run", () => {
    assert.equal(replyTo("failsUnseen")["evalue"], "unseen");
    assert.equal(resultText(answers.afterUnseen), "'it runs'");
  });

  test("a cell that fails late in the next cell that is seen", () => {
    assert.deepEqual([replyTo("failsLate")["status"], replyTo("unseenMeanwhile")["status"]], ["ok", "ok"]);
    assert.match(String(replyTo("afterLate")["evalue"]), /failed after it had ended: late$/);
  });

  test("comms by closing them, since it has none", () => {
    assert.deepEqual(answers.commOpen.order, ["busy", "comm_close", "idle"]);
    assert.equal(answers.commOpen.messages[0]?.["comm_id"], "c1");
    assert.deepEqual(answers.commMessage.order, ["busy", "idle"]);
    assert.deepEqual(answers.commClose.order, ["busy", "idle"]);
    assert.deepEqual(replyTo("commInfo"), { type: "comm_info_reply", status: "ok", comms: {} });
  });

  test("requests that it does not know, too", () => {
    for (const [name, type] of [
      ["unknown", "frobnicate"],
      ["inherited", "constructor"],
      ["debug", "debug"],
    ] as const) {
      const { reply, channel, order } = answers[name];
      assert.deepEqual([reply.type, reply["status"]], [`${type}_reply`, "error"]);
      assert.match(String(reply["evalue"]), new RegExp(`does not know ${type}_request`));
      assert.equal(channel, name === "debug" ? "control" : "shell");
      assert.deepEqual(order, ["busy", "idle"]);
    }
  });

  test("what it is, with true versions", () => {
    const {
      status,
      protocol_version,
      implementation,
      implementation_version,
      language_info,
      banner,
      ...rest
    } = replyTo("info");
    assert.deepEqual(
      [status, protocol_version, implementation, implementation_version],
      ["ok", "5.3", "convbook", version],
    );
    const { name, version: language, mimetype, file_extension } = language_info as Record<string, unknown>;
    assert.deepEqual(
      [name, language, mimetype, file_extension],
      ["typescript", typescriptVersion, "text/typescript", ".ts"],
    );
    assert.ok(String(banner).includes(process.version));
    assert.deepEqual([rest["debugger"], rest["supported_features"]], [false, []]);
  });

  test("completions, with the range that they replace in code points", () => {
    const { matches, cursor_start, cursor_end, status } = replyTo("completion");
    assert.deepEqual([status, matches, cursor_start, cursor_end], ["ok", ["seven"], 16, 20]);
    const atEnd = replyTo("completionAtEnd");
    assert.deepEqual([atEnd["matches"], atEnd["cursor_start"], atEnd["cursor_end"]], [["charCodeAt"], 4, 9]);
    assert.deepEqual(atEnd["metadata"], {
      _jupyter_types_experimental: [{ text: "charCodeAt", type: "method", start: 4, end: 9 }],
    });
    assert.deepEqual(replyTo("completionOfNothing")["matches"], []);
  });

  test("inspections", () => {
    for (const name of ["inspection", "beyond"] as const) {
      const { status, found, data, metadata: none } = replyTo(name);
      assert.deepEqual([status, found, none], ["ok", true, {}]);
      assert.match(String((data as Record<string, unknown>)["text/plain"]), /const seven: 7/);
    }
    const nothing = { type: "inspect_reply", status: "ok", found: false, data: {}, metadata: {} };
    assert.deepEqual(replyTo("inspectionOfNothing"), nothing);
  });

  test("whether code is complete, with the indent of what comes next", () => {
    assert.deepEqual(replyTo("incomplete"), {
      type: "is_complete_reply",
      status: "incomplete",
      indent: "  ",
    });
    assert.deepEqual(replyTo("complete"), { type: "is_complete_reply", status: "complete" });
  });

  test("an interrupt, on the channel on which it came, also when nothing runs", () => {
    assert.deepEqual(replyTo("interrupt"), { type: "interrupt_reply", status: "ok" });
    assert.equal(answers.interrupt.channel, "control");
  });

  test("an interrupt of what cannot be ended, by saying so until it has come to its end", () => {
    assert.equal(streamText(answers.stubborn, "stdout"), "begun\n");
    assert.match(streamText(answers.stubborn, "stderr"), /cannot be ended: .* Restarting the kernel/);
    assert.deepEqual(answers.stubborn.order.filter((type) => type === "error").length, 1);
    assert.equal(replyTo("stubborn")["ename"], "KeyboardInterrupt");
  });

  test("each client that joins with a welcome", () => {
    assert.deepEqual(replyTo("secondClient"), { type: "iopub_welcome", subscription: "" });
  });

  test("nothing that is not signed or not well formed, says so in its log, and goes on", () => {
    assert.equal(resultText(answers.last), "'undefined'");
    const told = record.log.trim().split("\n");
    assert.equal(told.length, spoilt.length, record.log);
    spoilt.forEach(([, expected], index) => assert.match(told[index] ?? "", expected));
    assert.equal(record.exit_code, 0);
  });
});

test("what comes to its ports and is no message does no harm", async () => {
  const { requests, exit_code } = await session([
    { knock: true },
    { beat: "still there" },
    { execute: ["1 + 1"] },
  ]);
  assert.equal(requests[0]?.reply["text"], "still there");
  assert.equal(resultText(requests[1]), "2");
  assert.equal(exit_code, 0);
});

describe("a shutdown", () => {
  for (const restart of [false, true]) {
    test(`while a cell runs is answered with restart: ${restart}, told to all, and ends the kernel`, async () => {
      const { requests, shutdown_seconds } = await session([
        { execute: ["1"] },
        { start: ["for (;;) {}"] },
        { wait: 0.5 },
        { request: "shutdown_request", content: { restart }, channel: "control" },
      ]);
      const [, running, shutdown] = requests;
      assert.equal(running?.order[0], "busy");
      assert.deepEqual(shutdown?.reply, { type: "shutdown_reply", status: "ok", restart });
      assert.equal(shutdown.channel, "control");
      assert.deepEqual(shutdown.order, ["busy", "shutdown_reply", "idle"]);
      assert.ok(shutdown_seconds < 4, "it is gone before it is killed");
    });
  }
});

test("what a kernel that shuts down can no longer send is not reported", async () => {
  const { log, exit_code } = await session([
    {
      execute: [
        'void (async () => { for (;;) { console.log("x"); await new Promise((go) => setTimeout(go, 1)); } })();\n1',
      ],
    },
  ]);
  assert.deepEqual([log, exit_code], ["", 0]);
});

test("a client connects by files, too (transport ipc)", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "ipc-"));
  try {
    const { requests, exit_code } = await session(
      [{ execute: ['await input("?")'], allow_stdin: true, answers: ["!"] }],
      undefined,
      { cwd, transport: "ipc" },
    );
    assert.equal(resultText(requests[0]), "'!'");
    assert.equal(exit_code, 0);
    assert.deepEqual(readdirSync(cwd), []);
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
