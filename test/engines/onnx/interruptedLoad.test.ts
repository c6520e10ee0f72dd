import assert from "node:assert/strict";
import { test } from "node:test";
import { available } from "../../support/engines";
import { resultText, session } from "../../support/kernel";

const skip = available.includes("onnxruntime") ? false : "needs onnxruntime-node";

/** Seconds after which a loop that loads again and again is interrupted: in the midst of writing, of loading, between. */
const moments = [0.4, 0.7, 1];

test("an interrupt while a network is loaded leaves no file", { skip }, async () => {
  const setUp = [
    `import * as cnn from "./src"; import * as tf from "@tensorflow/tfjs"; import { existsSync, readdirSync } from "node:fs";`,
    // 288 MB: writing and loading it take longer than the kernel waits before it ends a cell's code.
    `const network = tf.sequential({
       layers: [tf.layers.dense({ inputShape: [9000], units: 8000, kernelInitializer: "zeros" })],
     });
     const folders = ["/dev/shm", process.env.TMPDIR ?? "/tmp"].filter((folder) => existsSync(folder));`,
  ];
  const loop = `while (true) {
    const loaded = await cnn.load(network, { engine: "onnxruntime" });
    await loaded.dispose();
  }`;
  const left =
    "folders.flatMap((folder) => readdirSync(folder)).filter((name) => name.startsWith(`convbook-${process.pid}-`)).length";
  const { requests, exit_code } = await session([
    { execute: setUp },
    ...moments.flatMap((moment) => [{ interrupt: moment, with: "message" as const }, { execute: [loop] }]),
    { execute: [left] },
  ]);
  assert.ok(requests.slice(0, setUp.length).every(({ reply }) => reply["status"] === "ok"));
  for (const { reply } of requests.slice(setUp.length, -1)) assert.equal(reply["ename"], "KeyboardInterrupt");
  assert.equal(resultText(requests.at(-1)), "0");
  assert.equal(exit_code, 0);
});
