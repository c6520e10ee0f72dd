import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { code, markdown, runProgram, writeNotebook } from "../../support/notebook";
import { python } from "../../support/paths";
import { farFolder, lacks, savedCells } from "./support";

const cells = [
  markdown("# A title\n\nWith `code`, and **bold** text."),
  code("const rate: number = 0.5; // learning rate\nconsole.log(rate);", {
    metadata: { tags: ["parameters"] },
  }),
  code('import * as fs from "node:fs";\n\n\nawait Promise.resolve(fs.existsSync("."));\nrate * 2'),
  markdown("- a list\n- of two"),
  code(
    "interface Row {\n  name: string;\n}\n\nfunction named(row: Row) {\n  return `${row.name}\n\nand more`;\n}",
  ),
];

test(
  "jupytext pairs a notebook with a .ts file: both have the same cells, and the file is TypeScript",
  { skip: lacks("jupytext") },
  async (t) => {
    const folder = farFolder(t);
    const book = writeNotebook(folder, cells, "book.ipynb");
    const script = join(folder, "book.ts");
    const before = JSON.parse(readFileSync(book, "utf8")) as { metadata: { kernelspec: object } };
    const jupytext = async (...args: string[]) => {
      const { code, stderr } = await runProgram(python, ["-m", "jupytext", ...args]);
      assert.equal(code, 0, stderr);
    };

    await jupytext("--set-formats", "ipynb,ts:percent", book);
    const options = {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
    };
    assert.deepEqual(ts.transpileModule(readFileSync(script, "utf8"), options).diagnostics, []);

    rmSync(book);
    await jupytext("--sync", script);
    const after = JSON.parse(readFileSync(book, "utf8")) as { metadata: { kernelspec: object } };
    assert.deepEqual(
      savedCells(book).map(({ cell_type, source, metadata }) => ({ cell_type, source, metadata })),
      cells.map(({ cell_type, source, metadata = {} }) => ({ cell_type, source, metadata })),
    );
    assert.deepEqual(after.metadata.kernelspec, before.metadata.kernelspec);
  },
);
