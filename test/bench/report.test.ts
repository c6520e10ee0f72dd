import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { goalsTable, paragraphs, raceTables, raceText } from "../../bench/support/report";
import { otherTargets } from "../../bench/support/targets";
import { temporaryFolder } from "../support/notebook";
import { result } from "./results";

const times = (count: number) => new Array<number>(count).fill(90);

const results = [
  result("onnxruntime", 90, {
    ours: true,
    difference: 2e-6,
    version: "1.30.0",
    threads: 2,
    samplesMs: times(10),
  }),
  result("wasm", 985, { ours: true, version: "4.22.0", threads: 1, samplesMs: times(4) }),
  result("PyTorch", 120, { variant: "eager, NCHW", version: "2.15.0", threads: 2 }),
  result("OpenVINO", undefined, { failure: "its answer is 3.0e-1 from TF.js's", difference: 0.3 }),
];
const rounds = { rounds: 5, runs: 2 };

test("a table a network: ratios to the fastest peer, variants, and why an engine has no time", () => {
  const text = raceTables([...results, result("PyTorch", 8, { network: "MobileNet" })]);
  assert.match(text, /^VGG-16; ratios to PyTorch$/m);
  assert.match(text, /^onnxruntime \(ours\) +90\.0 +89\.0 – 91\.0 +88\.0 +0\.75 +10 +2e-6/m);
  assert.match(text, /^PyTorch +120 +119 – 121 +118 +1\.00 +— +— +eager, NCHW/m);
  assert.match(text, /^OpenVINO +— +— +— +— +— +3e-1 +not timed: its answer is 3\.0e-1 from TF\.js's/m);
  assert.match(text, /^MobileNet; ratios to PyTorch$/m);
});

test("the conditions: threads, those that differ, versions, runs; and that no peers took part", () => {
  const text = raceText(results, { threads: 2 }, rounds);
  assert.match(
    text,
    /2 threads \(wasm 1\), batch 1, 10 runs in 5 turns of each engine \(fewer of wasm, which is slow\), each/,
  );
  assert.match(text, /onnxruntime 1\.30\.0, wasm 4\.22\.0, PyTorch 2\.15\.0/);
  assert.match(text, /No peers took part/);
  assert.doesNotMatch(raceText(results, { threads: 2, python: "python" }, rounds), /No peers/);
});

test("goals are met up to and with their value; without any there is no table", () => {
  const goal = (value: number) => ({ what: `takes ${value}`, value, goal: 1.03 });
  const [met, missed] = goalsTable([goal(1.03), goal(1.04)])
    .split("\n")
    .slice(2);
  assert.match(met as string, /^takes 1\.03 +1\.03 +≤ 1\.03 +met$/);
  assert.match(missed as string, /^takes 1\.04 +1\.04 +≤ 1\.03 +missed$/);
  assert.equal(paragraphs("table", goalsTable([])), "table");
});

test("networks whose engines raced in groups are named", () => {
  const text = raceText(
    [...results, result("PyTorch", 8, { network: "CNN_5x5_Net", groups: 3 })],
    { threads: 2 },
    rounds,
  );
  assert.match(
    text,
    /at once with CNN_5x5_Net \(3 groups\): the first engine, where it ran at all, raced in each/,
  );
  assert.doesNotMatch(raceText(results, { threads: 2 }, rounds), /groups/);
});

test("what other benchmarks have reached is read from their reports; those without one are named", (t) => {
  const folder = temporaryFolder(t);
  const goals = [{ what: "VGG-16_BN / VGG-16, fused", value: 1.01, goal: 1.02 }];
  writeFileSync(join(folder, "fused.json"), JSON.stringify({ goals }));
  writeFileSync(
    join(folder, "networks.json"),
    JSON.stringify({ laws: [{ over: "networks", exponent: 0.83 }] }),
  );
  const text = otherTargets(folder);
  assert.match(text, /^VGG-16_BN \/ VGG-16, fused +1\.01 +≤ 1\.02 +met +\d{4}-\d\d-\d\d/m);
  assert.match(text, /^time ~ MACs\^exponent, over networks +0\.83 +none +\d{4}/m);
  assert.match(text, /^int8 +— +— +not yet: npm run bench -- precision/m);
});
