import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { reference } from "../reference";
import { runProgram } from "../support/notebook";
import { python, root } from "../support/paths";

interface Output {
  output_type: string;
  data?: { "text/plain"?: string | string[] } & Record<string, unknown>;
}
interface Cell {
  cell_type: string;
  source: string[];
  metadata: { tags?: string[] };
  execution_count?: number | null;
  outputs?: Output[];
}

const path = join(root, "notebooks", "assignment-3-cnn.ipynb");
const read = (file: string) => (JSON.parse(readFileSync(file, "utf8")) as { cells: Cell[] }).cells;
const outputs = (cells: readonly Cell[]) => cells.flatMap((cell) => cell.outputs ?? []);
const errors = (cells: readonly Cell[]) =>
  outputs(cells).filter(({ output_type, ...output }) => output_type === "error" || isStderr(output));
const isStderr = (output: object) => "name" in output && output.name === "stderr";
const charts = (cells: readonly Cell[]) =>
  outputs(cells).filter(({ data }) => data?.["application/vnd.plotly.v1+json"] !== undefined);
const text = (output: Output | undefined) => [output?.data?.["text/plain"] ?? []].flat().join("");

describe("Assignment 3, executed top to bottom", () => {
  const folder = mkdtempSync(join(tmpdir(), "convbook-test-"));
  let cells: Cell[];

  before(async () => {
    const executed = join(folder, "executed.ipynb");
    const { code, stderr } = await runProgram(python, [
      join(root, "tools", "run_notebook.py"),
      path,
      "--output",
      executed,
    ]);
    assert.equal(code, 0, stderr);
    cells = read(executed);
  });
  after(() => rmSync(folder, { recursive: true }));

  test("ends on the table with the course's counts", () => {
    const cell = cells.find(({ metadata }) => metadata.tags?.includes("final-table"));
    const rows = text(cell?.outputs?.at(-1))
      .split("\n")
      .map((line) => line.split(/ {2,}/));
    const networks = reference.filter(({ source }) => source === "assignment");
    assert.equal(networks.length, 6);
    for (const { name, params, trainable, macs } of networks) {
      const row = rows.find(([title]) => title === name.replace("_BN", " + BN, dropout"));
      const counts = [params, trainable, params - trainable, macs].map((count) =>
        count.toLocaleString("en-US"),
      );
      assert.deepEqual(row?.slice(1, 6), [...counts.slice(0, 3), "true", counts[3]], name);
    }
  });

  test("has no error, and its charts are plotly figures with a picture and a text", () => {
    assert.deepEqual(errors(cells), []);
    assert.ok(charts(cells).length >= 10);
    for (const { data } of charts(cells)) {
      assert.ok(data?.["image/svg+xml"]);
      assert.ok(data["text/plain"]);
    }
  });

  test("leaves open exercises open", () => {
    const exercises = cells.filter(({ metadata }) => metadata.tags?.includes("exercise"));
    const verdicts = exercises.flatMap((cell) => (cell.outputs ?? []).map(text));
    assert.ok(verdicts.length >= 5);
    for (const verdict of verdicts) assert.match(verdict, /not yet/);
  });
});

describe("Assignment 3, as committed", () => {
  const cells = read(path);
  const code = cells.filter(({ cell_type }) => cell_type === "code");

  test("has the outputs of one run from top to bottom", () => {
    assert.deepEqual(
      code.map(({ execution_count }) => execution_count),
      code.map((_, index) => index + 1),
    );
    assert.deepEqual(errors(cells), []);
  });

  test("has short cells", () => {
    for (const { source, metadata } of code) {
      assert.ok(source.length <= (metadata.tags?.includes("network") ? 15 : 10), source.join(""));
    }
  });
});
