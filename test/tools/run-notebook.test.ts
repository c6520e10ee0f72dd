import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  const again = join(folder, "again.ipynb");
  assert.equal((await runProgram(python, [script, output, "--output", again])).code, 0);
  assert.equal(
    readFileSync(again, "utf8"),
    readFileSync(output, "utf8"),
    "the same results give the same file",
  );
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

test("a failure that comes after the last cell's code: exit code 1, and the failure is in the notebook", async (t) => {
  const folder = temporaryFolder(t);
  const notebook = writeNotebook(folder, [code('setTimeout(() => { throw new Error("late"); }, 300); 1')]);
  const output = join(folder, "out.ipynb");
  const ended = await runProgram(python, [script, notebook, "--output", output]);
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /Cell 1 of 1 failed:\n\nError: late/);
  const types = outputs(output)[0]?.map(({ output_type }) => output_type);
  assert.deepEqual(types, ["execute_result", "error"]);
});

test("a cell that ends the kernel: exit code 1, and why", async (t) => {
  const folder = temporaryFolder(t);
  const hoard = "const hoard: number[][] = []; while (true) hoard.push(new Array(1e5).fill(0.5));";
  const deaths: [code: string, cause: RegExp][] = [
    [
      "process.kill(process.pid, 'SIGKILL');",
      /: native code crashed, or its process was ended from outside\.$/m,
    ],
    [hoard, /: JavaScript ran out of memory \(heap limit 0\.[23] GB\)\.$/m],
  ];
  const env = { ...process.env, NODE_OPTIONS: "--max-old-space-size=250", JUPYTER_DATA_DIR: folder };
  const ends = deaths.map(async ([deadly, cause], index) => {
    const notebook = writeNotebook(folder, [code("1"), code(deadly), code("3")], `${index}.ipynb`);
    const output = join(folder, `out-${index}.ipynb`);
    const ended = await runProgram(python, [script, notebook, "--output", output], env);
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^Cell 2 of 3 ended the kernel: /m);
    assert.match(ended.stderr, cause);
    assert.equal(plainText(outputs(output)[0]?.[0]), "1");
  });
  await Promise.all(ends);
});

test("a notebook for a kernel that is not here: the one to choose, and how", async (t) => {
  const folder = temporaryFolder(t);
  const notebook = writeNotebook(folder, [code("1")]);
  writeFileSync(notebook, readFileSync(notebook, "utf8").replace('"name":"tslab"', '"name":"typescript"'));
  const ended = await runProgram(python, [script, notebook, "--output", join(folder, "out.ipynb")]);
  assert.equal(ended.code, 1);
  assert.match(
    ended.stderr,
    /^There is no kernel typescript: .*\btslab\b.* Kernel > Change Kernel.* save\.$/m,
  );
});

test("npm run assignment: prints the final table and what was done, leaves notebook and page", async (t) => {
  const folder = temporaryFolder(t);
  const name = basename(folder);
  const cells = [
    markdown("# Tables"),
    code("'the ' + 'table'", { metadata: { tags: ["final-table"] } }),
    code("null.length", { metadata: { tags: ["raises-exception"] } }),
    code(""),
  ];
  const notebook = writeNotebook(folder, cells, `${name}.ipynb`);
  const [page, executed] = [".html", ".ipynb"].map((ending) => join("reports", name + ending)) as [
    string,
    string,
  ];
  const reports = [page, executed].map((file) => join(root, file));
  t.after(() => reports.forEach((file) => rmSync(file, { force: true })));
  const assignment = () =>
    runProgram(process.execPath, [join(root, "tools", "assignment.mjs"), notebook], process.env, root);
  const ended = await assignment();

  assert.equal(ended.code, 0, ended.stderr);
  const told = [
    `${name}.ipynb: 2 cells ran, 1 failed, as tagged`,
    `report: ${page}`,
    `notebook with its results: ${executed}`,
  ];
  assert.equal(ended.stdout, `\n'the table'\n\n${told.join("\n")}\n`);
  assert.ok(reports.every((file) => existsSync(file)));

  const report = readFileSync(join(root, page), "utf8");
  writeNotebook(folder, [code("throw new Error('stop');")], `${name}.ipynb`);
  const failed = await assignment();
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, new RegExp(`${page} is of an earlier run`));
  assert.equal(
    readFileSync(join(root, page), "utf8"),
    report,
    "an earlier report stays until the next is whole",
  );
});
