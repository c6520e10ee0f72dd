import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { compileAll } from "../support/compiled";
import { assertExecuted, outputs, readCells, testCommitted, text } from "../support/executed";
import { root } from "../support/paths";

const path = join(root, "notebooks", "what-makes-inference-fast.ipynb");
const cells = readCells(path);

/** The text of the first output that begins like this, in rows and columns. */
function tableWith(title: RegExp): string[][] {
  const found =
    outputs(cells)
      .map(text)
      .find((shown) => title.test(shown)) ?? "";
  return found.split("\n").map((line) => line.split(/ {2,}/));
}

// It takes minutes to run, which is left to `npm run notebooks`; what is tested here are the committed outputs of that.
describe("What makes inference fast?", () => {
  test("compiles, cell by cell", () => {
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    assert.deepEqual(compileAll(code.map(({ source }) => source.join(""))), []);
  });

  describe("executed top to bottom", () => {
    test("has no error, its charts are plotly figures with a picture and a text, open exercises stay open", () => {
      assertExecuted(cells, 9);
    });

    test("compares answers that agree, where another image's do not", () => {
      const rows = tableWith(/^engine +from the first/).slice(2);
      assert.deepEqual(
        rows.map(([engine]) => engine),
        ["onnxruntime", "tensorflow", "wasm", "cpu"],
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
  });

  testCommitted(path);
});
