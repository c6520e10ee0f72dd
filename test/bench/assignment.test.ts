import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { counterparts, withCells } from "../../bench/support/cells";
import { childrenOf, processes, treeBytes } from "../../bench/support/processTree";
import { root } from "../support/paths";

test("the assignment has the cells that the Keras script has a counterpart of", () => {
  const whole = readFileSync(join(root, "notebooks", "assignment-3-cnn.ipynb"), "utf8");
  const { cells } = JSON.parse(withCells(whole, counterparts)) as { cells: { source: string[] }[] };
  assert.equal(cells.length, counterparts.length);
  cells.forEach(({ source }, i) => assert.ok(source.join("").includes(counterparts[i] as string)));
});

test("a text that no cell has, or several, is refused", () => {
  const code = (source: string) => ({ cell_type: "code", source });
  const notebook = JSON.stringify({
    cells: [code("one two"), code("two"), { cell_type: "markdown", source: "one" }],
  });
  assert.throws(() => withCells(notebook, ["three"]), /"three" is in 0 cells/);
  assert.throws(() => withCells(notebook, ["two"]), /"two" is in 2 cells/);
  assert.deepEqual(JSON.parse(withCells(notebook, ["one"])), { cells: [code("one two")] });
});

test("a process's memory is its own and that of all below it", () => {
  const all = [
    { id: 1, parent: 0, bytes: 1 },
    { id: 2, parent: 1, bytes: 10 },
    { id: 3, parent: 2, bytes: 100 },
    { id: 4, parent: 1, bytes: 1000 },
    { id: 5, parent: 0, bytes: 10_000 },
  ];
  assert.equal(treeBytes(all, 1), 1111);
  assert.equal(treeBytes(all, 2), 110);
  assert.equal(treeBytes(all, 6), 0);
  assert.deepEqual(childrenOf(all, 1), [2, 4]);
});

test(
  "this process is among the system's, with the memory that Node says",
  { skip: process.platform !== "linux" },
  () => {
    const own = processes().find(({ id }) => id === process.pid);
    assert.equal(own?.parent, process.ppid);
    const ratio = own.bytes / process.memoryUsage.rss();
    assert.ok(ratio > 0.8 && ratio < 1.25, `${ratio} of what Node says`);
  },
);
