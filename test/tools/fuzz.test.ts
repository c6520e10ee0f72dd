import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { runProgram } from "../support/notebook";
import { root } from "../support/paths";

const fuzz = (...args: string[]) => runProgram(process.execPath, [join(root, "tools", "fuzz.mjs"), ...args]);

test("npm run fuzz refuses arguments that it does not know with those that it does", async () => {
  for (const args of [["many"], ["--seed", "x"], ["10", "--seed", "3"], ["1", "2"]]) {
    const { code, stderr } = await fuzz(...args);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^npm run fuzz does not take these arguments: .*\.\nUsage: npm run fuzz .*--from.*--seed/,
    );
  }
});

test("npm run fuzz -- 2 --from 40 goes through two seeds and says what it found", async () => {
  const { code, stdout } = await fuzz("2", "--from", "40");
  assert.match(stdout, /^2 random models from seed 40: all right$/m);
  assert.equal(code, 0);
});

test("npm run fuzz -- --seed 40 shows the model layer by layer", async () => {
  const { code, stdout } = await fuzz("--seed", "40");
  assert.match(stdout, /^Trainable params: /m);
  assert.match(stdout, / of input_1: ".*" is \d\.\de[+-]\d+ off$/m);
  assert.match(stdout, /^Seed 40 is right\.$/m);
  assert.equal(code, 0);
});
