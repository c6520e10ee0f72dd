import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { available } from "../support/engines";
import { type Answer, ofType, resultText, session, streamText, withKernel } from "../support/kernel";

/** Seconds before the interrupt, and those within which it must have ended the cell. */
const delay = 0.25;
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

/** Work that leaves the event loop its turns: only by being refused or cut off does it end. */
const background: Record<string, string> = {
  files: 'while (true) { turns++; await fs.promises.readFile("package.json"); }',
  "files, whatever comes": 'while (true) { try { turns++; await fs.promises.stat("."); } catch {} }',
  "timers, whatever comes":
    "while (true) { try { turns++; await new Promise((go) => setTimeout(go, 5)); } catch {} }",
  "files, called back": 'const again = () => { turns++; fs.stat(".", again); }; again(); await never;',
  "files, then":
    'const go = (): Promise<unknown> => fs.promises.stat(".").then(() => { turns++; return go(); }); await go();',
  "an open file":
    'const file = await fs.promises.open("/dev/zero"); while (true) { turns++; await file.read(Buffer.alloc(9)); }',
  "a file's stream": 'for await (const _ of fs.createReadStream("/dev/zero")) turns++;',
  "a watched file": 'fs.watchFile("package.json", { interval: 5 }, () => { turns++; }); await never;',
  fetch: "while (true) { turns++; await (await fetch(url)).text(); }",
  http: `while (true) {
    turns++;
    await new Promise((go, no) => http.get(url, (page) => page.resume().on("end", go)).on("error", no));
  }`,
  connections: `const address = server.address() as net.AddressInfo;
    const ask = () => { turns++; const asking: net.Socket = net.connect(address.port, "127.0.0.1", () => { asking.end(); ask(); }); };
    ask(); await never;`,
  "an own server, asked":
    "http.createServer(() => { turns++; }).listen(port); while (true) await fetch(`http://127.0.0.1:${port}`);",
  programs: 'while (true) { turns++; await promisify(exec)("true"); }',
  "a program that writes": 'spawn("yes").stdout.on("data", () => { turns++; }); await never;',
  "a thread": `const code = "setInterval(() => require('node:worker_threads').parentPort.postMessage(1), 5)";
    new Worker(code, { eval: true }).on("message", () => { turns++; }); await never;`,
  "scheduler.wait": "while (true) { turns++; await scheduler.wait(5); }",
  events: `const clock = new EventEmitter(); setInterval(() => clock.emit("tick"), 5);
    for await (const _ of on(clock, "tick")) turns++;`,
  immediates: "const again = () => { turns++; setImmediate(again); }; again(); await never;",
  digests: 'while (true) { turns++; await crypto.subtle.digest("SHA-256", Buffer.alloc(99)); }',
};

const backgroundSetUp = `import { exec, spawn } from "node:child_process"; import { EventEmitter, on, once } from "node:events";
  import fs from "node:fs"; import http from "node:http"; import net from "node:net";
  import { scheduler } from "node:timers/promises"; import { promisify } from "node:util"; import { Worker } from "node:worker_threads";
  let turns = 0; const never = new Promise(() => undefined);
  const server = http.createServer((_, answer) => answer.end("yes")).listen(0, "127.0.0.1"); await once(server, "listening");
  const url = \`http://127.0.0.1:\${(server.address() as net.AddressInfo).port}\`;
  const reserved = net.createServer().listen(0); await once(reserved, "listening");
  const { port } = reserved.address() as net.AddressInfo; reserved.close();`;

/** Looks at what the interrupted work does until 100 ms are calm, 20 times at most: work that goes on has no such window. */
const goesOn = `{
  const start = turns; let busy: number; let windows = 0;
  do {
    const used = process.cpuUsage(); await new Promise((go) => setTimeout(go, 100));
    const { user, system } = process.cpuUsage(used); busy = (user + system) / 1000;
  } while (busy >= 75 && ++windows < 20);
  console.log(JSON.stringify({ turns: turns - start, busy }));
}`;

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
      execute: ["await pause(50); const before = turns; await pause(200); turns - before", "[kept, tidied]"],
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

test("an interrupt ends also what waits for files, programs and the network", async () => {
  const { requests, exit_code } = await session([
    { execute: [backgroundSetUp] },
    ...Object.values(background).flatMap((code) => [
      { interrupt: delay, with: "message" as const },
      { execute: [code] },
      { execute: [goesOn] },
    ]),
    { execute: ["await (await fetch(url)).text()", "turns"] },
  ]);
  Object.keys(background).forEach((what, index) => {
    isInterrupted(requests[2 * index + 1], what);
    const after = JSON.parse(streamText(requests[2 * index + 2], "stdout")) as {
      turns: number;
      busy: number;
    };
    assert.equal(after.turns, 0, what);
    assert.ok(after.busy < 75, `${what}: ${after.busy} ms of a core in 100 ms`);
  });
  const [page, turns] = requests.slice(-2).map(resultText);
  assert.equal(page, "'yes'", "what earlier cells have left running stays");
  assert.ok(Number(turns) > Object.keys(background).length, `${String(turns)}: each has run`);
  assert.equal(exit_code, 0);
});

test("an interrupt between cells ends what they have left running, and says so there", async () => {
  const { requests } = await session([
    {
      execute: [
        `import fs from "node:fs"; import { spawn } from "node:child_process"; let turns = 0; const kept = 7;
        const pause = (ms: number) => new Promise((go) => setTimeout(go, ms));`,
        "setInterval(() => { turns++; }, 10); 0",
        'void (async () => { while (true) { turns++; await fs.promises.stat("."); } })(); 0',
        'const program = spawn("sleep", ["60"]); 0',
        "setTimeout(() => { while (true) {} }, 500); 0",
        "await pause(1); 0",
      ],
    },
    { interrupt: 1, with: "message" },
    { wait: 1.5 },
    {
      execute: [
        "const before = turns; await pause(200); [before > 0, turns - before, program.signalCode, kept]",
      ],
    },
  ]);
  assert.equal(resultText(requests.at(-1)), "[ true, 0, 'SIGINT', 7 ]");
  const told = requests.map((answer) => streamText(answer, "stderr"));
  const line = "Interrupted: what this cell had left running has been ended.\n";
  assert.deepEqual(told, ["", line, line, line, line, "", ""]);
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
          "const before = steps; await new Promise((go) => setTimeout(go, 200)); steps - before",
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

test("TF.js is put right when an interrupt ends code in the midst of it", async () => {
  const count = "tf.memory().numTensors";
  const { requests } = await session([
    {
      execute: [
        `import * as cnn from "./src"; import * as tf from "@tensorflow/tfjs"; await tf.setBackend("cpu"); const size = 1000;
        const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [size], units: size })] });
        model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
        const wide = tf.ones<tf.Rank.R2>([size, size]); const one = tf.ones([1, size]);
        const product = (x: tf.Tensor) => { let y = x.square(); for (let i = 0; i < 9; i++) y = y.matMul(wide); return y.sum(); };
        await model.fit(one, one, { epochs: 1, verbose: 0 });`,
        count,
      ],
    },
    { interrupt: delay, with: "message" },
    { execute: ["while (true) tf.grad(product)(wide);"] },
    { execute: [count] },
    { interrupt: delay, with: "message" },
    { execute: ["await model.fit(wide, wide, { epochs: 1e6, batchSize: size, verbose: 0 });"] },
    { execute: [count] },
    { interrupt: delay, with: "message" },
    { execute: ["tf.tidy(() => { tf.ones([3]); while (true) {} });"] },
    {
      execute: [
        count,
        "tf.grad((x) => x.square().sum())(tf.tensor1d([3])).dataSync()[0]",
        "(await model.fit(one, one, { epochs: 1, verbose: 0 })).epoch.length",
        "tf.tidy(() => tf.ones([2]).add(1).dataSync()[1])",
      ],
    },
  ]);
  const results = requests.map(resultText);
  for (const index of [2, 4, 6]) isInterrupted(requests[index], String(index));
  const [before, ...after] = [1, 3, 5, 7].map((index) => Number(results[index]));
  after.forEach((tensors) => assert.ok(tensors - (before ?? NaN) <= 3, `${before} tensors, then ${tensors}`));
  assert.deepEqual(results.slice(-3), ["6", "1", "2"]);
});

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

describe("a kernel whose client is killed ends within 10 s", { concurrency: true }, () => {
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
