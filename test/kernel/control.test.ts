import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { available } from "../support/engines";
import { ofType, resultText, session } from "../support/kernel";
import { version } from "typescript/package.json";

const statuses = (requests: { reply: Record<string, unknown> }[]) =>
  requests.map(({ reply }) => reply["status"]);

describe("after an error", () => {
  test("what is queued is aborted, what comes later runs", async () => {
    const { requests } = await session([
      { execute: ['await null; throw new Error("x")', "const never = 1; never", "2"] },
      { execute: ["typeof (globalThis as any).never", "3"] },
    ]);
    assert.deepEqual(statuses(requests), ["error", "aborted", "aborted", "ok", "ok"]);
    assert.deepEqual(requests[1]?.messages, []);
    assert.deepEqual([resultText(requests[4]), requests[4]?.reply["execution_count"]], ["3", 3]);
  });

  test("nothing is aborted where stop_on_error is false", async () => {
    const { requests } = await session([{ execute: ['throw "x"', "2"], stop_on_error: false }]);
    assert.deepEqual(statuses(requests), ["error", "ok"]);
  });
});

describe("an interrupt", () => {
  const endless = {
    "a loop": "while (true) {}",
    "a loop after an await": "await null; while (true) {}",
    "a loop of awaits": "while (true) await null;",
    "a promise that never settles": "await new Promise(() => undefined);",
  };
  const interrupts = [
    ...Object.entries(endless).map(([what, code]) => ({ what, code, how: "message" as const })),
    ...["a loop", "a promise that never settles"].map((what) => ({
      what,
      code: endless[what as keyof typeof endless],
      how: "signal" as const,
    })),
  ];

  test("stops a cell, whatever it does, and leaves the kernel and its variables", async () => {
    const { requests } = await session([
      { execute: ["const kept = 7;"] },
      ...interrupts.flatMap(({ code, how }) => [{ interrupt: 0.5, with: how }, { execute: [code] }]),
      { execute: ["kept"] },
    ]);
    interrupts.forEach(({ what, how }, index) => {
      const answer = requests[index + 1];
      assert.equal(answer?.reply["ename"], "KeyboardInterrupt", `${what}, by ${how}`);
      assert.equal(ofType(answer, "error").length, 1, `${what}, by ${how}`);
    });
    assert.equal(resultText(requests.at(-1)), "7");
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

test("requests beside execution are answered", async () => {
  const { requests, exit_code } = await session([
    { execute: ["const answer = { question: 6 * 7 };"] },
    { request: "kernel_info_request", content: {}, channel: "control" },
    { request: "complete_request", content: { code: "'🙂'; answer.que", cursor_pos: 15 } },
    { request: "inspect_request", content: { code: "answer", cursor_pos: 2 } },
    { request: "is_complete_request", content: { code: "function f() {" } },
    { request: "is_complete_request", content: { code: "f(1)" } },
    { request: "is_complete_request", content: { code: "f(1))" } },
    { request: "comm_info_request", content: {} },
    { request: "history_request", content: { hist_access_type: "search", pattern: "*answer*" } },
  ]);
  const [, info, completion, inspection, incomplete, complete, invalid, comms, history] = requests.map(
    ({ reply }) => reply,
  );
  assert.equal(info?.["status"], "ok");
  assert.equal((info["language_info"] as Record<string, unknown>)["version"], version);
  assert.deepEqual(completion?.["matches"], ["question"]);
  assert.deepEqual([completion["cursor_start"], completion["cursor_end"]], [12, 15]);
  assert.match(JSON.stringify(inspection?.["data"]), /question: number/);
  assert.deepEqual([incomplete?.["status"], incomplete?.["indent"]], ["incomplete", "  "]);
  assert.deepEqual([complete?.["status"], invalid?.["status"]], ["complete", "invalid"]);
  assert.deepEqual(comms?.["comms"], {});
  assert.equal((history?.["history"] as unknown[]).length, 1);
  assert.equal(exit_code, 0);
});
