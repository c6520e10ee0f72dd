import assert from "node:assert/strict";
import { test } from "node:test";
import { resultText, session } from "../support/kernel";
import { available } from "../support/engines";

const skip = available.includes("onnxruntime") ? false : "needs onnxruntime-node";

test(
  "a cell computes with ONNX Runtime; the kernel ends well though the session is left open",
  { skip },
  async () => {
    const { requests, exit_code } = await session([
      {
        execute: [
          `import * as cnn from "./src"; import * as tf from "@tensorflow/tfjs";`,
          `const layer = tf.layers.dense({ inputShape: [2], units: 1, kernelInitializer: "ones" });
         const network = await cnn.load(tf.sequential({ layers: [layer] }), { engine: "onnxruntime" });`,
          `(await network.predict(tf.tensor2d([[1, 2]]))).dataSync()[0]`,
        ],
      },
    ]);
    assert.equal(resultText(requests[2]), "3");
    assert.equal(exit_code, 0);
  },
);
