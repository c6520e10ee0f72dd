import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { table } from "../../src/notebook/rows";
import { bundleOf } from "./support";

describe("table", () => {
  it("has a column for each key, in the order in which they appear", () => {
    const rows = table([
      { name: "plain", params: 4864 },
      { name: "with batch norm", match: true },
    ]);
    assert.equal(
      inspect(rows),
      [
        "name             params  match",
        "──────────────────────────────",
        "plain             4,864  —",
        "with batch norm       —  true",
      ].join("\n"),
    );
  });

  it("is a copy of the rows, and shows itself as HTML too", async () => {
    const rows = [{ a: 1 }];
    const copy = table(rows, { caption: "A table" });
    assert.deepEqual([...copy], rows);
    assert.notEqual(copy, rows);
    assert.match(String((await bundleOf(copy))["text/html"]), /<caption[^>]*>A table</);
  });

  it("says that it has no rows, or no columns", async () => {
    assert.equal(inspect(table([])), "no rows");
    assert.equal(inspect(table([{}, {}], { caption: "A table" })), "A table: no columns");
    assert.match(String((await bundleOf(table([])))["text/html"]), /<caption[^>]*>no rows</);
  });

  for (const wrong of [undefined, { a: 1 }, [1, 2], [null]]) {
    it(`refuses ${inspect(wrong)}`, () => {
      assert.throws(() => table(wrong as never), {
        name: "TypeError",
        message: /^rows: not an array of objects/,
      });
    });
  }
});
