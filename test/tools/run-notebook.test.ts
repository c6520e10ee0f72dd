import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { code, markdown, runProgram, temporaryFolder, writeNotebook } from "../support/notebook";
import { python, root } from "../support/paths";

const script = join(root, "tools", "run_notebook.py");

interface Output {
  output_type: string;
  data?: Record<string, string | string[]>;
}
const outputs = (path: string) =>
  (JSON.parse(readFileSync(path, "utf8")) as { cells: { outputs?: Output[] }[] }).cells.map(
    (cell) => cell.outputs ?? [],
  );

/** The plain text of an output, which files keep as a list of lines. */
const plainText = (output: Output | undefined) => [output?.data?.["text/plain"] ?? []].flat().join("");

test("a notebook that runs: exit code 0, its outputs, a line a cell with the heading above it", async (t) => {
  const folder = temporaryFolder(t);
  const notebook = writeNotebook(folder, [
    markdown("# First\n```\n# no heading\n```"),
    code("const six: number = 6;"),
    markdown("## Second"),
    code("six * 7"),
  ]);
  const output = join(folder, "new", "out.ipynb");
  const ended = await runProgram(python, [script, notebook, "--output", output]);

  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /cell 1 of 2 .* First\ncell 2 of 2 .* Second\n/);
  assert.equal(plainText(outputs(output)[3]?.[0]), "42");
  assert.deepEqual(outputs(notebook)[3], [], "the source stays as it was");
});

test("a cell that fails: exit code 1, its heading, its error, and the notebook as far as it got", async (t) => {
  const folder = temporaryFolder(t);
  const stale = [
    { output_type: "execute_result", execution_count: 1, metadata: {}, data: { "text/plain": "stale" } },
  ];
  const notebook = writeNotebook(folder, [
    code("1 + 1"),
    markdown("## The broken part"),
    code("throw new RangeError('no such filter');"),
    code("3", { outputs: stale }),
  ]);
  const output = join(folder, "out.ipynb");
  const ended = await runProgram(python, [script, notebook, "--output", output]);

  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /Cell 2 of 3, under "The broken part", failed:\n\nRangeError: no such filter/);
  assert.ok(!ended.stderr.includes("\u001b"), "no colours outside a terminal");
  const [first, , broken, last] = outputs(output);
  assert.equal(plainText(first?.[0]), "2");
  assert.equal(broken?.[0]?.output_type, "error");
  assert.deepEqual(last, [], "results of an earlier run are gone");
});

test("in place: the same results give the same file, and a failure leaves it alone", async (t) => {
  const folder = temporaryFolder(t);
  const notebook = writeNotebook(folder, [code("[1, 2]")]);
  assert.equal((await runProgram(python, [script, notebook, "--in-place"])).code, 0);
  const first = readFileSync(notebook, "utf8");
  assert.equal((await runProgram(python, [script, notebook, "--in-place"])).code, 0);
  assert.equal(readFileSync(notebook, "utf8"), first);
  assert.match(first, /\[ 1, 2 \]/);

  const broken = writeNotebook(folder, [code("1"), code("nonsense(")]);
  const before = readFileSync(broken, "utf8");
  assert.equal((await runProgram(python, [script, broken, "--in-place"])).code, 1);
  assert.equal(readFileSync(broken, "utf8"), before);
});

test("npm run assignment: prints the table of the cell tagged final-table and leaves notebook and page", async (t) => {
  const folder = temporaryFolder(t);
  const cells = [
    markdown("# Tables"),
    code("'the ' + 'table'", { metadata: { tags: ["final-table"] } }),
    code("8"),
  ];
  const notebook = writeNotebook(folder, cells, `${basename(folder)}.ipynb`);
  const reports = [".ipynb", ".html"].map((ending) => join(root, "reports", basename(folder) + ending));
  t.after(() => reports.forEach((file) => rmSync(file, { force: true })));
  const ended = await runProgram(process.execPath, [join(root, "tools", "assignment.mjs"), notebook]);

  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /the table/);
  assert.ok(reports.every((file) => existsSync(file)));
});
