import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { reference } from "../reference";
import {
  charts,
  errors,
  execute,
  type ExecutedCell,
  outputs,
  readCells,
  tagged,
  text,
} from "../support/executed";
import { root } from "../support/paths";

const path = join(root, "notebooks", "assignment-3-cnn.ipynb");

describe("Assignment 3, executed top to bottom", () => {
  const folder = mkdtempSync(join(tmpdir(), "convbook-test-"));
  let cells: ExecutedCell[];

  before(async () => {
    cells = await execute(path, folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  test("ends on the table with the course's counts", () => {
    const [cell] = tagged(cells, "final-table");
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
    const verdicts = outputs(tagged(cells, "exercise")).map(text);
    assert.ok(verdicts.length >= 5);
    for (const verdict of verdicts) assert.match(verdict, /not yet/);
  });
});

describe("Assignment 3, as committed", () => {
  const cells = readCells(path);
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
