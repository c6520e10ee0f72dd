/** What cells have become is kept for kernels to come, and holds only where all is as it was. */
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { deserialize, serialize } from "node:v8";
import type { Cache } from "../../src/kernel/cache.cjs";
import { type Compiled, createCompiler } from "../../src/kernel/compiler/compiler";
import { emptyScope, extend, type Scope } from "../../src/kernel/compiler/scope";
import { temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

const modules = {
  "lib/index.ts": 'export { square } from "./square";\n',
  "lib/square.ts": "export const square = (side: number) => side * side;\n",
  "lib/adds.ts": "declare global { var added: number }\nexport {};\n",
};

const notebook = [
  'import { square } from "./lib"; import "./lib/adds"; import { join } from "node:path";',
  "const nine = square(3);\nexport { nine as novem };",
  "let later = nine + added; later",
];

/** A cache in memory. */
function newCache() {
  const entries = new Map<string, Buffer>();
  const cache: Cache = {
    read: (name) => entries.get(name)?.toString(),
    write: (name, text) => void entries.set(name, Buffer.from(text)),
    readBytes: (name) => entries.get(name),
    writeBytes: (name, bytes) => void entries.set(name, bytes),
  };
  return { entries, ...cache };
}

/** A project whose kernels share what is kept. */
function newProject(t: TestContext) {
  const project = temporaryFolder(t);
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  mkdirSync(join(project, "lib"));
  const write = (name: string, text: string) => writeFileSync(join(project, name), text);
  for (const [name, text] of Object.entries(modules)) write(name, text);
  const caches = { modules: newCache(), cells: newCache() };

  /** Compiles cells one after the other in a kernel of their own, up to the first that is refused. */
  function compile(cells: readonly string[]) {
    const compiler = createCompiler(project, caches, () => undefined);
    let scope: Scope = emptyScope;
    const results: Compiled[] = [];
    for (const code of cells) {
      const result = compiler.compile(`Cell [${results.length + 1}]`, scope, code);
      if ("faults" in result) return { results, faults: result.faults.map(({ messages }) => messages[0]) };
      scope = extend(scope, result.cell.module, result.top);
      results.push(result);
    }
    return { results, faults: [] };
  }

  /** Changes what is kept, so that it shows whether it is used. */
  function mark(): void {
    for (const [name, bytes] of caches.cells.entries) {
      caches.cells.entries.set(name, serialize({ ...(deserialize(bytes) as object), code: "kept" }));
    }
  }

  return { compile, mark, write };
}

const isKept = ({ code }: Compiled) => code === "kept";

describe("what cells have become", () => {
  test("is the same when it was kept", (t) => {
    const { compile } = newProject(t);
    const first = compile(notebook);
    assert.deepEqual(first.faults, []);
    assert.deepEqual(compile(notebook), first);
  });

  test("is kept of all cells, and is what unknown cells after them build on", (t) => {
    const { compile, mark } = newProject(t);
    compile(notebook);
    mark();
    assert.deepEqual(compile(notebook).results.map(isKept), [true, true, true]);
    const { results, faults } = compile([...notebook, "const text: string = novem;"]);
    assert.deepEqual(results.map(isKept), [true, true, true]);
    assert.deepEqual(faults, ["Type 'number' is not assignable to type 'string'."]);
  });

  test("does not hold for a cell that uses what another has declared otherwise", (t) => {
    const { compile, mark } = newProject(t);
    compile(notebook);
    mark();
    const [imports = "", , last = ""] = notebook;
    const otherValue = compile([imports, "const nine = square(9);\nexport { nine as novem };", last]);
    assert.deepEqual(otherValue.results.map(isKept), [true, false, true]);
    const otherType = compile([imports, "const nine = String(square(3));\nexport { nine as novem };", last]);
    assert.deepEqual(otherType.results.map(isKept), [true, false, false]);
    assert.deepEqual(compile([imports, "const nine = {};", last]).faults, [
      "Operator '+' cannot be applied to types '{}' and 'number'.",
    ]);
  });

  test("does not hold where a module behind it has changed, near or far, or is not there any more", (t) => {
    const { compile, mark, write } = newProject(t);
    compile(notebook);
    mark();
    write("lib/square.ts", `${modules["lib/square.ts"]}// altered\n`);
    assert.deepEqual(compile(notebook).results.map(isKept), [false, false, false]);
    write("lib/square.ts", modules["lib/square.ts"]);
    assert.deepEqual(
      compile(notebook).results.map(isKept),
      [false, true, true],
      "the module is checked again",
    );
    mark();
    write("lib/adds.ts", "declare global { var added: string }\nexport {};\n");
    assert.deepEqual(compile(notebook).results.map(isKept), [false, false, false]);
    write("lib/adds.ts", "export const nothing = 0;\n");
    assert.deepEqual(compile(notebook).faults, ["Cannot find name 'added'."]);
    write("lib/index.ts", 'export { square } from "./nowhere";\n');
    assert.match(compile(notebook).faults[0] ?? "", /^Cannot find module '\.\/nowhere'/);
    write("lib.ts", "export const square = (side: number) => side;\n");
    assert.deepEqual(compile(notebook.slice(0, 1)).results.map(isKept), [false], "./lib is another module");
  });

  test("is not kept of a cell that is refused", (t) => {
    const { compile, mark } = newProject(t);
    const wrong = ["const n: number = 'a';"];
    const { faults } = compile(wrong);
    assert.equal(faults.length, 1);
    mark();
    assert.deepEqual(compile(wrong).faults, faults);
  });
});
