import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
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
import { available } from "../support/engines";
import { root } from "../support/paths";

const path = join(root, "notebooks", "what-makes-inference-fast.ipynb");
const skip = available.includes("onnxruntime") ? false : "no ONNX Runtime here";

/** The text of the first output that begins like this, in rows and columns. */
function tableWith(title: RegExp, cells: readonly ExecutedCell[]): string[][] {
  const found =
    outputs(cells)
      .map(text)
      .find((shown) => title.test(shown)) ?? "";
  return found.split("\n").map((line) => line.split(/ {2,}/));
}

describe("What makes inference fast?, executed top to bottom", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "convbook-test-"));
  let cells: ExecutedCell[];

  before(async () => {
    cells = await execute(path, folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  test("has no error, and its charts are plotly figures with a picture and a text", () => {
    assert.deepEqual(errors(cells), []);
    assert.ok(charts(cells).length >= 9);
    for (const { data } of charts(cells)) {
      assert.ok(data?.["image/svg+xml"]);
      assert.ok(data["text/plain"]);
    }
  });

  test("compares answers that agree, where another image's do not", () => {
    const rows = tableWith(/^engine +from the first/, cells).slice(2);
    assert.deepEqual(
      rows.map(([engine]) => engine),
      available,
    );
    for (const [engine, fromFirst, toAnother] of rows) {
      assert.ok(Number(fromFirst) < 0.01, engine); // per cent
      assert.ok(Number(toAnother) > 1, engine);
    }
  });

  test("profiles all of VGG-16's arithmetic", () => {
    const shown = outputs(cells)
      .map(text)
      .find((output) => /^Model: VGG-16, .*medians/.test(output));
    assert.match(shown ?? "", /^Total MACs: 15,466,209,280;/m); // the assignment's table
  });

  test("leaves open exercises open", () => {
    const verdicts = outputs(tagged(cells, "exercise")).map(text);
    assert.ok(verdicts.length >= 5);
    for (const verdict of verdicts) assert.match(verdict, /not yet/);
  });
});

describe("What makes inference fast?, as committed", () => {
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
    for (const { source } of code) assert.ok(source.length <= 10, source.join(""));
  });
});
