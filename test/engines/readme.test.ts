import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inProcess } from "../support/inProcess";
import { available } from "../support/engines";
import { root } from "../support/paths";

const skip = available.includes("onnxruntime") ? false : "onnxruntime-node is not installed";

test("the README's example of what makes a network fast runs and shows what it says", { skip }, () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, script = ""] = /\/\/ speed\.ts[^\n]*\n([^]*?)```/.exec(readme) ?? [];
  const program = script.replace('import * as cnn from "./src";', "").replace("void main();", "");
  const body = `
    const cnn = require("./src");
    process.stderr.write = () => true; // progress bars
    const printed = [];
    console.log = (...values) => printed.push(...values);
    ${program}
    await main();
    return printed.map((value) => require("node:util").inspect(value));`;
  const [profile, roofline, timing, smaller] = inProcess(body) as [string, string, string, string];
  assert.match(profile, /1 thread, medians of 20 runs[^]*Total MACs/);
  assert.match(roofline, /FLOPs \/ byte[^]*(compute|memory)/);
  assert.match(timing, /1 thread, not optimized/);
  assert.ok(Number(smaller) > 3 && Number(smaller) < 4.1, smaller);
});
