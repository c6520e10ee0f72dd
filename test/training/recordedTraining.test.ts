import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { inspect } from "node:util";
import type { EngineInfo } from "../../src/engines";
import { recordedWith } from "../../src/training/recordedTraining";
import { type TrainedNetwork, withTrainingTable } from "../../src/training/trainedNetwork";

const here: EngineInfo = { name: "tensorflow", available: true };
const missing: EngineInfo = { name: "tensorflow", available: false, reason: 'run "npm run setup"' };

const row: TrainedNetwork = {
  name: "Net",
  params: 1234,
  macs: 56_789,
  testAccuracy: 0.9712,
  testLoss: 0.0987,
  seconds: 12.3,
  curve: [{ name: "Net", epoch: 1, loss: 0.5, accuracy: 0.8 }],
  trainImages: 10_000,
  testImages: 2000,
  epochs: 1,
  batchSize: 64,
  learningRate: 0.001,
  seed: 1,
  engine: "tensorflow",
  engineVersion: "2.16.2",
  device: "A processor",
  threads: 2,
  cpu: "A processor",
  node: "v20.0.0",
  tfjs: "4.22.0",
};

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "convbook-"));
  path = join(folder, "results", "digits.json");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  delete process.env["CONVBOOK_RECORD"];
});

const run = () => Promise.resolve(withTrainingTable([{ ...row }]));
const mustNotRun = () => Promise.reject(new Error("it was run"));

test("with the engine it runs, and writes nothing unless told to", async () => {
  assert.deepEqual([...(await recordedWith(here, path, run))], [row]);
  assert.equal(existsSync(path), false);
});

test("with CONVBOOK_RECORD=1 it also writes the results, whole and without a trace of the writing", async () => {
  process.env["CONVBOOK_RECORD"] = "1";
  await recordedWith(here, path, run);
  const { date, rows } = JSON.parse(readFileSync(path, "utf8")) as { date: string; rows: unknown };
  assert.deepEqual(rows, [row]);
  assert.ok(Math.abs(Date.parse(date) - Date.now()) < 60_000);
  assert.deepEqual(readdirSync(join(folder, "results")), ["digits.json"]);
});

test("without the engine it shows the committed results, their machine and date, and how to get the engine", async () => {
  process.env["CONVBOOK_RECORD"] = "1";
  await recordedWith(here, path, run);
  const date = new Date().toISOString().slice(0, 10);
  const rows = await recordedWith(missing, path, mustNotRun);
  assert.deepEqual([...rows], [row]);
  const text = inspect(rows);
  for (const part of [
    "Net",
    "1,234",
    "97.12 %",
    "2.16.2 on A processor",
    date,
    '"tensorflow": run "npm run setup"',
  ]) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
  assert.ok(!inspect(await run()).includes("committed"), "results of this machine say nothing of others");
});

test("a missing file is an error with its path and the way out", async () => {
  await assert.rejects(recordedWith(missing, path, mustNotRun), (error: Error) => {
    assert.ok(error.message.includes(path) && error.message.includes("Restore it"), error.message);
    return true;
  });
});

test("a file that is no recording is an error: no JSON, other JSON, a row without its numbers", async () => {
  const broken = join(folder, "broken.json");
  const incomplete = { ...row, testAccuracy: undefined };
  const contents = [
    '{"date": "2026-',
    "[]",
    "null",
    '{"date": "2026-01-01", "rows": []}',
    JSON.stringify({ date: "2026-01-01", rows: [incomplete] }),
    JSON.stringify({ rows: [row] }),
  ];
  for (const content of contents) {
    writeFileSync(broken, content);
    await assert.rejects(
      recordedWith(missing, broken, mustNotRun),
      /broken\.json does not hold the results of a training/,
    );
  }
});

test("what the training throws comes through", async () => {
  await assert.rejects(recordedWith(here, path, mustNotRun), /it was run/);
});
