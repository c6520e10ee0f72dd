import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { reference } from "../reference";
import { tagged, testCommitted, testExecuted, text } from "../support/executed";
import { root } from "../support/paths";

const path = join(root, "notebooks", "assignment-3-cnn.ipynb");

describe("Assignment 3", () => {
  describe("executed top to bottom", () => {
    const cells = testExecuted(path, 10);

    test("ends on the table with the course's counts", () => {
      const [cell] = tagged(cells(), "final-table");
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
  });

  testCommitted(path);
});
