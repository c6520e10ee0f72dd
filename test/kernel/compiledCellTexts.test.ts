/** What a cell has become is kept for its own text alone, and where all that it is made from is known. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openCache } from "../../src/kernel/cache.cjs";
import { createCompiler } from "../../src/kernel/compiler/compiler";
import { emptyScope } from "../../src/kernel/compiler/scope";
import { caches } from "../../src/kernel/transpile.cjs";
import { temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

/** A project whose kernels share what is kept. */
function newProject(t: TestContext) {
  const project = temporaryFolder(t);
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const kept = join(project, "kept");
  mkdirSync(kept);
  const caches = { modules: openCache(join(project, "modules")), cells: openCache(kept) };

  /** Compiles a cell in a kernel of its own. */
  function compile(code: string) {
    const compiled = createCompiler(project, caches, () => undefined).compile("Cell [1]", emptyScope, code);
    return "faults" in compiled ? compiled.faults.map(({ messages }) => messages[0]) : compiled;
  }

  return { project, compile, names: () => readdirSync(kept), cells: caches.cells };
}

test("another text that makes the same module", (t) => {
  const { compile } = newProject(t);
  compile("const side = 3;");
  const compiled = compile("export const side = 3;");
  assert.ok("insertions" in compiled);
  assert.deepEqual(
    compiled.insertions.map(({ text }) => text.trim()),
    ["export {  };"],
  );
});

test("a file that TypeScript alone reads has changed", (t) => {
  const { project, compile } = newProject(t);
  const cell = '/// <reference path="./shapes.d.ts" />\nconst square: Square = { side: 3 };';
  writeFileSync(join(project, "shapes.d.ts"), "interface Square { side: number }\n");
  assert.ok("code" in compile(cell));
  writeFileSync(join(project, "shapes.d.ts"), "interface Square { side: string }\n");
  assert.deepEqual(compile(cell), ["Type 'number' is not assignable to type 'string'."]);
});

test("what is kept is in a format that this Node does not know", (t) => {
  const { compile, names, cells } = newProject(t);
  const first = compile("const side = 3;");
  assert.equal(names().length, 1);
  for (const name of names()) cells.writeBytes(name, Buffer.from("another format"));
  assert.deepEqual(compile("const side = 3;"), first);
});

test("what is kept of cells only their user can read", (t) => {
  const name = `${randomUUID()}.cell`;
  const file = join(root, ".cache/kernel/cells", name);
  t.after(() => rmSync(file, { force: true }));
  caches.cells.write(name, "const password = 'secret';");
  assert.equal(statSync(file).mode & 0o777, 0o600);
});
