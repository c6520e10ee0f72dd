import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { available } from "../support/engines";
import { type ExecutedCell, outputs, testCommitted, testExecuted, text } from "../support/executed";
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

describe("What makes inference fast?", () => {
  describe("executed top to bottom", { skip }, () => {
    const cells = testExecuted(path, 9);

    test("compares answers that agree, where another image's do not", () => {
      const rows = tableWith(/^engine +from the first/, cells()).slice(2);
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
      const shown = outputs(cells())
        .map(text)
        .find((output) => /^Model: VGG-16, .*medians/.test(output));
      assert.match(shown ?? "", /^Total MACs: 15,466,209,280;/m); // the assignment's table
    });
  });

  testCommitted(path);
});
