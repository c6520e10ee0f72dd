import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { available } from "../support/engines";
import { type Answer, kernelOf, ofType, resultText, session } from "../support/kernel";
import { temporaryFolder } from "../support/notebook";

const statuses = (requests: { reply: Record<string, unknown> }[]) =>
  requests.map(({ reply }) => reply["status"]);

describe("after an error", () => {
  const many = Array.from({ length: 300 }, (_, index) => `${index}`);
  const steps = {
    aborting: { execute: ['await null; throw new Error("x")', "const never = 1; never", "2"] },
    later: { execute: ["typeof (globalThis as any).never", "3"] },
    going: { execute: ['throw "x"', "4", "let = ;", "5"], stop_on_error: false },
    busy: { execute: ["const start = Date.now(); while (Date.now() < start + 500); throw 1", ...many] },
    waiting: { execute: ["await new Promise((go) => setTimeout(go, 500)); throw 1", ...many] },
    control: { request: "execute_request", content: { code: "6" }, channel: "control" as const },
  };
  const answers = {} as Record<keyof typeof steps, Answer[]>;
  before(async () => {
    const { requests } = await session(Object.values(steps));
    for (const [name, step] of Object.entries(steps)) {
      answers[name as keyof typeof steps] = requests.splice(0, "execute" in step ? step.execute.length : 1);
    }
  });

  test("what is queued is aborted, what comes later runs", () => {
    assert.deepEqual(statuses(answers.aborting), ["error", "aborted", "aborted"]);
    for (const { order, reply } of answers.aborting.slice(1)) {
      assert.deepEqual(order, ["busy", "idle"]);
      assert.deepEqual(reply, { type: "execute_reply", status: "aborted" }, "no number for what has not run");
    }
    assert.deepEqual(statuses(answers.later), ["ok", "ok"]);
    assert.deepEqual([resultText(answers.later[1]), answers.later[1]?.reply["execution_count"]], ["3", 3]);
  });

  test("nothing is aborted where stop_on_error is false", () => {
    assert.deepEqual(statuses(answers.going), ["error", "ok", "error", "ok"]);
    assert.deepEqual([resultText(answers.going[1]), resultText(answers.going[3])], ["4", "5"]);
  });

  test("all that has arrived meanwhile is aborted, however much it is", () => {
    for (const queued of [answers.busy, answers.waiting]) {
      assert.deepEqual(statuses(queued), ["error", ...many.map(() => "aborted")]);
    }
  });

  test("a cell may come on the control channel, too", () => {
    assert.equal(resultText(answers.control[0]), "6");
    assert.equal(answers.control[0]?.channel, "control");
  });
});

describe("an interrupt while ONNX Runtime computes", () => {
  const skip = available.includes("onnxruntime") ? false : "needs onnxruntime-node";
  const setUp = [
    `import * as cnn from "./src"; import * as tf from "@tensorflow/tfjs";`,
    // A call takes far longer than the kernel waits before it ends a cell's code.
    `const conv = () => tf.layers.conv2d({ inputShape: [384, 384, 64], filters: 64, kernelSize: 3, padding: "same" });
     const network = await cnn.load(
       tf.sequential({ layers: [conv(), conv(), conv(), tf.layers.globalAveragePooling2d({})] }),
       { engine: "onnxruntime", threads: 1 },
     );
     const images = tf.ones([3, 384, 384, 64]);
     let calls = 0;`,
  ];
  const predict = "(await network.predict(images)).dispose(); calls++;";
  const loops = {
    "a loop": `while (true) { ${predict} }`,
    "a loop that nobody awaits": `void (async () => { while (true) { ${predict} } })(); await new Promise(() => 0);`,
    "calls begun at once": "await Promise.all(Array.from({ length: 5 }, () => network.predict(images)));",
    "a call, then a loop without calls": `void network.predict(images); await null; while (true) {}`,
  };
  const interrupts = (["message", "signal"] as const).flatMap((how) =>
    Object.entries(loops)
      .filter(([what]) => how === "message" || what === "a loop")
      .map(([what, code]) => ({ what, code, how })),
  );

  test("lets the call return, ends the cell and all its calls, and leaves the kernel", { skip }, async () => {
    const { requests, exit_code } = await session([
      { execute: setUp },
      ...interrupts.flatMap(({ code, how }) => [{ interrupt: 1, with: how }, { execute: [code] }]),
      { execute: ["calls = 0;", "await new Promise((resolve) => setTimeout(resolve, 1000)); calls"] },
      { execute: [`${predict} calls`, "await network.dispose();"] },
    ]);
    interrupts.forEach(({ what, how }, index) => {
      const answer = requests[setUp.length + index];
      assert.equal(answer?.reply["ename"], "KeyboardInterrupt", `${what}, by ${how}`);
      assert.equal(ofType(answer, "error").length, 1, `${what}, by ${how}`);
    });
    const [, still, again, disposed] = requests.slice(-4);
    assert.equal(resultText(still), "0", "no call goes on after its cell");
    assert.equal(resultText(again), "1");
    assert.equal(disposed?.reply["status"], "ok");
    assert.equal(exit_code, 0);
  });
});

test("what cells have left to be done at the end cannot keep the kernel from ending", async () => {
  const { exit_code, shutdown_seconds } = await session([
    { execute: ['process.on("exit", () => { throw new Error("at the end"); }); 1'] },
  ]);
  assert.equal(exit_code, 0);
  assert.ok(shutdown_seconds < 2, `${shutdown_seconds} s`);
});

test("threads of cells in native code cannot keep the kernel from ending, after what cells have left to be done", async (t) => {
  const file = join(temporaryFolder(t), "left");
  const busy = 'require("node:crypto").pbkdf2Sync("a", "b", 2 ** 31 - 1, 64, "sha512")';
  const { exit_code, shutdown_seconds } = await session([
    {
      execute: [
        `import { writeFileSync } from "node:fs"; process.on("exit", () => writeFileSync("${file}", "done"));`,
        'process.on("exit", () => { throw new Error("at the end"); });',
        'import { Worker } from "node:worker_threads";',
        `const busy = new Worker(${JSON.stringify(busy)}, { eval: true });`,
        "await new Promise((started) => setTimeout(started, 500));",
      ],
    },
  ]);
  assert.equal(exit_code, -9);
  assert.equal(readFileSync(file, "utf8"), "done");
  assert.ok(shutdown_seconds < 2.4, `${shutdown_seconds} s`);
});

test("native code in a cell cannot keep the kernel from ending where its client only asks it to", async () => {
  const shutdown = [{ msg_id: "1", msg_type: "shutdown_request", session: "1" }, {}, {}, { restart: false }];
  const { exit_code } = await session([
    { start: ['import { pbkdf2Sync } from "node:crypto"; pbkdf2Sync("a", "b", 2 ** 31 - 1, 64, "sha512");'] },
    { wait: 0.5 },
    { raw: shutdown.map((part) => JSON.stringify(part)) },
    { wait: 5 },
  ]);
  assert.equal(exit_code, -9);
});

test("a kernel whose port is another's ends, and says why", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), "connection-"));
  const file = join(folder, "connection.json");
  const ports = ["shell", "iopub", "stdin", "control", "hb"].map((name) => [`${name}_port`, port]);
  const connection = { transport: "tcp", ip: "127.0.0.1", key: "key", signature_scheme: "hmac-sha256" };
  writeFileSync(file, JSON.stringify({ ...connection, ...Object.fromEntries(ports) }));
  try {
    const [program, ...argv] = kernelOf().map((word) => (word === "{connection_file}" ? file : word));
    const { status, signal, stderr } = spawnSync(program as string, argv, {
      encoding: "utf8",
      timeout: 20_000,
    });
    assert.notEqual(status, 0);
    assert.notEqual(signal, "SIGTERM", "it went on");
    assert.equal(stderr, "The kernel cannot be reached: Error: Address already in use\n");
  } finally {
    taken.close();
    rmSync(folder, { recursive: true });
  }
});
