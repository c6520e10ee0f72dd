/** nbconvert, nbclient and what grades notebooks: who runs all cells, and who stops at one that fails. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { withKernel } from "../../support/kernel";
import { code, writeNotebook } from "../../support/notebook";
import { farFolder, results, savedCells } from "./support";

/** A notebook of these cells in a folder far from the project, and running a program in that folder. */
function prepare(t: TestContext, sources: string[]) {
  const folder = farFolder(t);
  writeNotebook(
    folder,
    sources.map((source) => code(source)),
    "book.ipynb",
  );
  return {
    book: join(folder, "book.ipynb"),
    run: (...argv: string[]) => withKernel(argv, "", folder),
  };
}

const execute = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "book.ipynb"];

const failing = ["const a = 1; a", 'throw new Error("boom");', "a + 1"];

describe("nbconvert --execute", () => {
  test("runs a notebook far from the project, which imports the project's src; goes on after a failing cell with --allow-errors", async (t) => {
    const { book, run } = prepare(t, [
      'import { nearest } from "./src/arguments/nearest";',
      'nearest("vgg61", ["alexNet", "vgg16"])',
      ...failing,
    ]);
    const { code, stderr } = await run(...execute, "--allow-errors");
    assert.equal(code, 0, stderr);
    assert.match(results(book)[1] ?? "", /vgg16/);
    assert.deepEqual(results(book).slice(2), ["1", undefined, "2"]);
    assert.equal(savedCells(book)[3]?.outputs[0]?.ename, "Error");
  });

  test("fails on a failing cell", async (t) => {
    const { code, stderr } = await prepare(t, failing).run(...execute);
    assert.notEqual(code, 0);
    assert.match(stderr, /Error: boom/);
  });

  test("fails on an error that comes when the last cell has ended", async (t) => {
    const { run } = prepare(t, ["1", 'setTimeout(() => { throw new Error("late"); }, 300); 2']);
    const { code, stderr } = await run(...execute);
    assert.notEqual(code, 0);
    assert.match(stderr, /Error: late/);
  });
});

/** Runs cells with nbclient, as nbgrader's autograder does (all of them, whatever fails), and all queued at once. */
const grader = `
import json, sys, nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
book = nbformat.read("book.ipynb", as_version=4)
try:
    NotebookClient(book, **{"timeout": 60, **json.loads(sys.argv[1])}).execute()
except CellExecutionError as error:
    print(error.ename, error.evalue)
nbformat.write(book, "book.ipynb")
`;

describe("nbclient", () => {
  test("with nbgrader's settings marks each test by itself: an endless loop, an exit, a failing promise, errors of types and syntax before it", async (t) => {
    const { book, run } = prepare(t, [
      "function twice(n: number) { return 2 * n; }\nwhile (true) {}",
      "if (twice(2) !== 4) throw new Error('twice');",
      "process.exit(0);",
      "void Promise.reject(new Error('floating'));\nfunction thrice(n: number) { return 3 * n; }",
      "if (thrice(2) !== 6) throw new Error('thrice');",
      "if (twice(3) !== 7) throw new Error('seven');",
      "const n: number = 'x';",
      "let let = 1",
      "thrice(1)",
    ]);
    const timed = '"error_on_timeout": { "ename": "CellTimeoutError", "evalue": "", "traceback": [] }';
    const settings = `{ "timeout": 3, "interrupt_on_timeout": true, "allow_errors": true, ${timed} }`;
    const { code, stdout, stderr } = await run("-c", grader, settings);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    const failures = savedCells(book).map((cell) => cell.outputs.find(({ ename }) => ename)?.evalue);
    const none = /^$/;
    const expected = [
      /^the cell was interrupted$/,
      none,
      /^process\.exit\(\) /,
      /^floating$/,
      none,
      /^seven$/,
      /Type 'string' is not assignable to type 'number'/,
      /^Cell \[8\]:1:5 - /,
      none,
    ];
    expected.forEach((message, i) => assert.match(failures[i] ?? "", message, `cell ${i + 1}`));
    assert.equal(results(book)[8], "3");
  });

  test("stops at the first failing cell, but for one that is tagged raises-exception", async (t) => {
    const folder = farFolder(t);
    const tagged = { metadata: { tags: ["raises-exception"] } };
    const cells = [
      code('throw new TypeError("meant")', tagged),
      code("1"),
      code('throw new Error("not")'),
      code("2"),
    ];
    const book = writeNotebook(folder, cells, "book.ipynb");
    const { stdout } = await withKernel(["-c", grader, "{}"], "", folder);
    assert.equal(stdout, "Error not\n");
    assert.deepEqual(results(book), [undefined, "1", undefined, undefined]);
  });
});
