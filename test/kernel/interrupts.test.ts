import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { available } from "../support/engines";
import { type Answer, ofType, resultText, session, withKernel } from "../support/kernel";

/** Seconds before the interrupt, and those within which it must have ended the cell. */
const delay = 0.4;
const allowed = 1;

const setUp = `import { execFileSync } from "node:child_process";
  import { setTimeout as sleep } from "node:timers/promises";
  const kept = 7; let turns = 0; let tidied = 0;
  const pause = (ms: number) => new Promise((go) => setTimeout(go, ms));`;

const endless: Record<string, string> = {
  "a loop": "while (true) {}",
  "a loop after an await": "await null; while (true) {}",
  "a loop of awaits": "while (true) await null;",
  "a loop that nobody awaits": "void (async () => { while (true) await null; })(); 5",
  "a loop in a timer": "setTimeout(() => { while (true) {} }, 50); await pause(60_000);",
  "a loop that catches whatever comes": "while (true) { try { while (true) {} } finally { continue; } }",
  "a loop of ticks": "const tick = () => process.nextTick(tick); tick();",
  "a loop of output": "while (true) console.log(turns);",
  "a promise that never settles": "await new Promise(() => undefined);",
  "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
  "a regular expression": '/(a+)+$/.test("a".repeat(40) + "b");',
  "a value that never shows itself": '({ [Symbol.for("Jupyter.display")]() { while (true) {} } })',
  "a program": 'execFileSync("sleep", ["60"]);',
  "a loop of timers": "while (true) { turns++; await pause(10); }",
  "a loop of timers that tidies up":
    "try { while (true) { turns++; await sleep(10); } } finally { tidied++; }",
  "a repeated timer": "setInterval(() => { turns++; }, 10); await new Promise(() => undefined);",
};
const bySignal = ["a loop", "a loop after an await", "a loop of awaits", "a promise that never settles"];

function isInterrupted(answer: Answer | undefined, what: string): void {
  assert.equal(answer?.reply["ename"], "KeyboardInterrupt", what);
  assert.equal(ofType(answer, "error").length, 1, what);
}

test("an interrupt ends a cell within a second, whatever it does, and what it has started; the kernel goes on", async () => {
  const cases = [
    ...Object.keys(endless).map((what) => ({ what, how: "message" as const })),
    ...bySignal.map((what) => ({ what, how: "signal" as const })),
  ];
  const { requests, exit_code } = await session([
    { execute: [setUp] },
    ...cases.flatMap(({ what, how }) => [
      { interrupt: delay, with: how },
      { execute: [endless[what] as string] },
    ]),
    {
      execute: ["await pause(50); const before = turns; await pause(300); turns - before", "[kept, tidied]"],
    },
  ]);
  cases.forEach(({ what, how }, index) => {
    const answer = requests[index + 1];
    isInterrupted(answer, `${what}, by ${how}`);
    assert.ok((answer?.seconds ?? NaN) < delay + allowed, `${what}, by ${how}: ${answer?.seconds} s`);
  });
  assert.deepEqual(requests.slice(-2).map(resultText), ["0", "[ 7, 1 ]"]);
  assert.equal(exit_code, 0);
});

const engines = ["tensorflow", "wasm", "cpu"].filter((name) => available.includes(name as "cpu"));
const skip = engines.includes("tensorflow") ? false : "needs the engine tensorflow";

test(
  "an interrupt ends training and loops on every engine; TF.js and the models stay usable",
  { skip },
  async () => {
    const work = {
      "cnn.fit": "await cnn.fit(model, data, { epochs: 1000, batchSize: 16 });",
      "model.fit":
        "await dense.fit(xs, ys, { epochs: 1e6, batchSize: 8, verbose: 0, callbacks: { onBatchEnd: () => { steps++; } } });",
      gradients: "while (true) tf.tidy(() => { steps++; tf.grad((x) => x.square().sum())(xs); });",
      ...Object.fromEntries(
        engines.flatMap((name) => [
          [name, `while (true) { steps++; (await sessions.${name}.predict(one)).dispose(); }`],
          [
            `${name}, in turns`,
            `while (true) { steps++; (await sessions.${name}.predict(one)).dispose(); await tf.nextFrame(); }`,
          ],
        ]),
      ),
    };
    const { requests } = await session([
      {
        execute: [
          `import * as cnn from "./src"; import * as tf from "@tensorflow/tfjs"; let steps = 0;`,
          `const data = { images: tf.ones([64, 32, 32, 1]) as tf.Tensor4D, labels: tf.oneHot(tf.zeros([64], "int32"), 10) as tf.Tensor2D };
         const model = cnn.digitCnn5x5();
         const dense = tf.sequential({ layers: [tf.layers.dense({ inputShape: [8], units: 2, activation: "softmax" })] });
         dense.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
         const xs = tf.ones([64, 8]); const ys = tf.oneHot(tf.zeros([64], "int32"), 2); const one = tf.ones([1, 8]);
         const sessions = { ${engines.map((name) => `${name}: await cnn.load(dense, { engine: "${name}" })`).join(", ")} };`,
        ],
      },
      ...Object.values(work).flatMap((code) => [
        { interrupt: delay, with: "message" as const },
        { execute: [code] },
      ]),
      {
        execute: [
          "const before = steps; await new Promise((go) => setTimeout(go, 300)); steps - before",
          "tf.grad((x) => x.square().sum())(tf.tensor1d([3])).dataSync()[0]",
          "(await dense.fit(xs, ys, { epochs: 1, verbose: 0 })).epoch.length",
          "(await cnn.fit(model, data, { epochs: 1, batchSize: 64 })).length",
        ],
      },
    ]);
    Object.keys(work).forEach((what, index) => isInterrupted(requests[index + 2], what));
    assert.deepEqual(requests.slice(-4).map(resultText), ["0", "6", "1", "1"]);
  },
);

/** Starts the kernel, has it run a cell, tells its process id, and is killed. */
const killedClient = `
import os, signal, sys, time
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="tslab")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)
client.execute("1", reply=True, timeout=120)
client.execute(sys.argv[1])
time.sleep(1)
print(manager.provisioner.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
`;

describe("a kernel whose client is killed ends within 10 s", () => {
  const busy = {
    "when idle": "2",
    "in a loop": "while (true) {}",
    "in a native call": 'import { execFileSync } from "node:child_process"; execFileSync("sleep", ["30"]);',
  };
  for (const [what, code] of Object.entries(busy)) {
    test(what, async () => {
      const { stdout } = await withKernel(["-c", killedClient, code]);
      const pid = Number(stdout);
      assert.ok(pid > 0, stdout);
      const killed = Date.now();
      while (isAlive(pid)) {
        assert.ok(Date.now() - killed < 10_000, `${pid} lives`);
        await new Promise((go) => setTimeout(go, 100));
      }
    });
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
