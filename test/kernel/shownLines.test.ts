import assert from "node:assert/strict";
import { test } from "node:test";
import { cells } from "../support/kernel";

test("the line that is shown is the cell's, where the library throws", async () => {
  const failing: [code: string, line: string][] = [
    ['import * as cnn from "./src"; import * as tf from "@tensorflow/tfjs"; 1', ""],
    ["\ncnn.outputSize({ input: 10, kernel: 3, stride: 2 } as any)", "2 | cnn.outputSize"],
    ["const x = tf.ones([3, 4]);\nx.matMul(x)", "2 | x.matMul(x)"],
    ['tf.setBackend("cpu");\ntf.tidy(() =>\n  x.matMul(x))', "3 |   x.matMul(x))"],
    ["await cnn.load(tf.sequential() as any, { threads: -1 })", "1 | await cnn.load"],
  ];
  const answers = await cells(failing.map(([code]) => code));
  failing.slice(1).forEach(([, expected], index) => {
    const lines = answers[index + 1]?.reply["traceback"] as string[];
    const [line = "", caret = ""] = lines.slice(-2);
    assert.ok(line.startsWith(expected), lines.join("\n"));
    assert.match(caret, /^ {2}\| +\^$/);
    assert.equal(lines.filter((each) => /^\d+ \|/.test(each)).length, 1, "no other code is shown");
    assert.doesNotMatch(lines.join("\n"), /interrupts\.ts|uninterruptible\.ts/);
  });
});
