import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Answer, kernelOf, ofType, resultText, session, type Step } from "../support/kernel";
import { temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";
import { openCache } from "../../src/kernel/cache.cjs";

const modules = {
  "lib/index.ts":
    'export * from "./box";\nexport { area } from "./area";\nexport * as plain from "./plain";\n',
  "lib/box.ts":
    "/** A box of `width` by `height`. */\nexport interface Box {\n  width: number;\n  height: number;\n}\n" +
    "/** A box with equal sides. */\nexport function square(side: number, times = 1) {\n  const box: Box = { width: side * times, height: side };\n  return box;\n}\n" +
    "export class Stack<T> {\n  private readonly items: T[] = [];\n  push(...items: T[]) {\n    this.items.push(...items);\n    return this;\n  }\n  top() {\n    return this.items.at(-1);\n  }\n}\n" +
    'export enum Side { Left = 1, Right }\nexport const names = ["a", "b"] as const;\nexport default class {}\n',
  "lib/area.ts":
    'import type { Box } from "./box";\nimport { factor } from "./factor";\nexport const area = (box: Box) => box.width * box.height * factor;\n',
  // No type of this module shows in what its importer declares.
  "lib/factor.ts":
    'import settings from "./settings.json";\nexport const factor: number = settings.factor;\nexport function fail(): never {\n  throw new Error("deep");\n}\n',
  "lib/settings.json": '{ "factor": 1 }\n',
  "lib/plain.js": "/** @param {number} n */\nexports.twice = (n) => 2 * n;\n",
};

const projects: string[] = [];
after(() => projects.forEach((project) => rmSync(project, { recursive: true })));

/** An empty project with its own copy of the kernel, and thus its own cache. */
function makeProject(): string {
  const project = newFolder();
  cpSync(join(root, "src/kernel"), join(project, "src/kernel"), { recursive: true });
  cpSync(join(root, "src/arguments/nearest.ts"), join(project, "src/arguments/nearest.ts")); // which hints use
  cpSync(join(root, "package.json"), join(project, "package.json"));
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  return project;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "convbook-test-"));
  projects.push(folder);
  return folder;
}

function writeFiles(project: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(project, name, ".."), { recursive: true });
    writeFileSync(join(project, name), text);
  }
}

/** Its cache holds the kernel's own code, which need not be compiled for each test, and nothing of modules or cells. */
let template: Promise<string> | undefined;
async function makeTemplate(): Promise<string> {
  const project = makeProject();
  await run(project, each(["0"]));
  assert.ok(kept(project, ".js").length > 0);
  assert.deepEqual(kept(project, ".json"), []);
  rmSync(join(cacheOf(project), "cells"), { recursive: true, force: true });
  return project;
}

async function projectWith(files: Record<string, string> = modules): Promise<string> {
  template ??= makeTemplate();
  const project = newFolder();
  cpSync(await template, project, { recursive: true, verbatimSymlinks: true });
  writeFiles(project, files);
  return project;
}

/** Gives it a folder of packages of its own, with the same packages in it. */
function copyPackages(project: string, { withList }: { withList: boolean }): string {
  const packages = join(project, "node_modules");
  rmSync(packages);
  mkdirSync(packages);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name === ".package-lock.json" && !withList) continue;
    symlinkSync(join(root, "node_modules", name), join(packages, name));
  }
  return packages;
}

const cacheOf = (project: string) => join(project, ".cache/kernel");
const run = async (project: string, steps: Step[]) => (await session(steps, kernelOf(project))).requests;
const each = (codes: string[]) => codes.map((code): Step => ({ execute: [code], stop_on_error: false }));

/** What a reader sees of an answer. */
const seen = ({ reply, messages }: Answer) => ({ reply, messages });
const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? relative(folder, join(entry.parentPath, entry.name)) : [],
  );
/** What is kept: code ends in `.js`, V8's form of packages' code in `.code`, what is known of modules in `.json`. */
const kept = (project: string, end: string) => filesOf(cacheOf(project)).filter((name) => name.endsWith(end));

/** Writes a file from outside the kernel, between two cells. */
const edit = (project: string, name: string, text: string) =>
  `require("node:fs").writeFileSync(${JSON.stringify(join(project, name))}, ${JSON.stringify(text)})`;

const importLib = 'import * as lib from "./lib"; lib.area(lib.square(3))';

describe("what a kernel knows of modules from the one before", () => {
  const steps: Step[] = [
    ...each([
      importLib,
      "const box = lib.square(2); const stack = new lib.Stack<lib.Box>().push(box); stack.top()",
      "lib.Side[lib.Side.Right] + lib.names[0] + lib.plain.twice(4)",
      'lib.square("3")',
      "stack.push({ width: 1 })",
      "stack.items",
      "lib.names[2]",
      "lib.area({ width: 1, height: 2, depth: 3 })",
      'lib.plain.twice("4")',
      "const side: lib.Side.Left = lib.Side.Right",
      'import { fail } from "./lib/factor"; fail()',
    ]),
    { request: "complete_request", content: { code: "lib.", cursor_pos: 4 } },
    { request: "complete_request", content: { code: "box.", cursor_pos: 4 } },
    { request: "complete_request", content: { code: "stack.", cursor_pos: 6 } },
    ...["lib.square", "lib.area", "lib.Stack", "stack", "box.width", "lib.Side.Left", "lib.plain.twice"].map(
      (code) => ({ request: "inspect_request", content: { code, cursor_pos: code.length - 1 } }),
    ),
  ];

  /** Two kernels that run at once on what neither knows, and one after them. */
  let project: string;
  let fresh: Answer[][];
  let informed: Answer[];
  before(async () => {
    project = await projectWith();
    fresh = await Promise.all([1, 2].map(() => run(project, steps)));
    informed = await run(project, steps);
  });

  const knowledge = () =>
    kept(project, ".json").map((name) => readFileSync(join(cacheOf(project), name), "utf8"));

  test("shows in no result, error, completion or inspection", () => {
    for (const answers of fresh) assert.deepEqual(informed.map(seen), answers.map(seen));
    assert.equal(resultText(informed[0]), "9");
    assert.equal(informed.filter(({ reply }) => reply["status"] === "error").length, 8);
    assert.match(String(informed[10]?.reply["traceback"]), /at .*fail \(lib\/factor\.ts:4:9\)/);
    const inspections = JSON.stringify(informed.slice(-7).map(({ reply }) => reply["data"]));
    assert.match(inspections, /A box with equal sides/);
  });

  test("is kept once, by kernels that run at once too", () => {
    assert.equal(kept(project, ".json").length, 1);
    assert.deepEqual(
      filesOf(cacheOf(project)).filter((name) => !/^(cells\/)?\w+\.(js|json|code|cell)$/.test(name)),
      [],
      "nothing is left unfinished",
    );
  });

  test("is ignored where it is damaged, and mended", async () => {
    const damage: Record<string, (text: string) => string> = {
      ".json": (text) => text.replaceAll("number", "string"),
      ".js": (text) => text.slice(0, text.length / 2),
    };
    const files = filesOf(cacheOf(project)).map((name) => join(cacheOf(project), name));
    // V8's form of the same code is another one each time.
    const texts = files.filter((file) => !file.endsWith(".code"));
    const intact = texts.map((file) => readFileSync(file, "utf8"));
    for (const file of files) {
      writeFileSync(file, damage[extname(file)]?.(readFileSync(file, "utf8")) ?? "");
    }
    const [answer] = await run(project, steps);
    assert.equal(resultText(answer), "9");
    texts.forEach((file, index) => assert.ok(readFileSync(file, "utf8") === intact[index], file));
    const bytecode = kept(project, ".code");
    assert.ok(bytecode.length > 0);
    const cache = openCache(cacheOf(project));
    assert.ok(bytecode.every((name) => (cache.readBytes(name)?.length ?? 0) > 0));
  });

  const edits = {
    "an error in a module": ["lib/factor.ts", 'export const factor: number = "1";\n'],
    "a file that an import finds before another": [
      "lib.ts",
      'export const side: number = "1";\nexport const [area, square]: any[] = [];\n',
    ],
  } as const;
  for (const [what, [name, text]] of Object.entries(edits)) {
    test(`does not hide ${what} from before it started`, async () => {
      const known = knowledge();
      assert.equal(known.length, 1);
      writeFileSync(join(project, name), text);
      const [answer] = await run(project, each([importLib]));
      assert.match(String(answer?.reply["evalue"]), new RegExp(`^${name}:1:14 - Type 'string'`));
      assert.deepEqual(knowledge(), known, "it would still hide it");
      rmSync(join(project, name));
      if (name in modules) writeFileSync(join(project, name), modules[name as keyof typeof modules]);
    });
  }

  test("is checked again once a module has changed, be it one that declares nothing", async () => {
    const project = await projectWith();
    const wrong = modules["lib/factor.ts"].replace("settings.factor;", "settings.factors;");
    const [first, , second, , third, , fourth] = await run(
      project,
      each([
        importLib,
        edit(project, "lib/factor.ts", wrong),
        importLib,
        edit(project, "lib/settings.json", '{ "factors": 5 }'),
        importLib,
        edit(
          project,
          "lib/box.ts",
          modules["lib/box.ts"].replace("export function square", "function square"),
        ),
        importLib,
      ]),
    );
    assert.equal(resultText(first), "9");
    assert.deepEqual((ofType(second, "error")[0]?.["traceback"] as string[]).slice(0, 3), [
      "lib/factor.ts:2:40 - error TS2551: Property 'factors' does not exist on type '{ factor: number; }'. Did you mean 'factor'?",
      "2 | export const factor: number = settings.factors;",
      "  |                                        ^",
    ]);
    assert.equal(resultText(third), "45");
    assert.match(String(fourth?.reply["evalue"]), /^Cell \[7\]:1:44 - Property 'square' does not exist/);
  });

  /** A package says something else than before, which no kernel looks for: modules that are checked again fail. */
  test("holds for the importers of a module that has changed, if it declares what it did", async () => {
    const project = await projectWith({
      ...modules,
      "lib/plain.js": 'exports.twice = require("sizes").double;\n',
      "lib/area.ts": `import { unit } from "sizes";\n${modules["lib/area.ts"].replace("factor;", "factor * unit;")}`,
    });
    const folder = join(copyPackages(project, { withList: true }), "sizes");
    mkdirSync(folder);
    writeFileSync(join(folder, "index.js"), "exports.unit = 1;");
    writeFileSync(join(folder, "index.d.ts"), "export const unit: number;");
    await run(project, each([importLib]));
    writeFileSync(join(folder, "index.d.ts"), "export const unit: string;");

    const other = modules["lib/factor.ts"].replace("settings.factor", "2 * settings.factor");
    writeFileSync(join(project, "lib/factor.ts"), other);
    const [inNew, , inRunning, , altered] = await run(
      project,
      each([
        importLib,
        edit(project, "lib/factor.ts", other.replace("2", "3")),
        importLib,
        edit(
          project,
          "lib/factor.ts",
          other.replace("factor: number", "factor: 2 | 4").replace("2 *", "<2>"),
        ),
        importLib,
      ]),
    );
    assert.equal(resultText(inNew), "18");
    assert.equal(resultText(inRunning), "27");
    assert.match(
      String(altered?.reply["evalue"]),
      /^lib\/area\.ts:4:\d+ - The right-hand side of an arithmetic/,
    );
  });

  test("does not hold for the importers of a module that declares something else, near or far", async () => {
    const project = await projectWith({
      ...modules,
      "lib/index.ts": `${modules["lib/index.ts"]}import "./even";\n`,
      "lib/even.ts":
        'import { isOdd } from "./odd";\nexport const isEven = (n: number): boolean => n === 0 || isOdd(n - 1);\n',
      "lib/odd.ts":
        'import { isEven } from "./even";\nexport const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1);\n',
    });
    const narrow = modules["lib/box.ts"].replace("  height: number;\n", "").replace(", height: side", "");
    const wrong = (answer: Answer | undefined) => String(answer?.reply["evalue"]);
    const everywhere = "export {};\ndeclare global {\n  interface Array<T> {\n    half: T;\n  }\n}\n";
    const withGlobal = `import "./everywhere";\nimport "./user";\n${modules["lib/index.ts"]}`;
    const [first, , near, , mended, , inCircle, , added, , , , whole, , global] = await run(
      project,
      each([
        importLib,
        edit(project, "lib/box.ts", narrow),
        importLib,
        edit(project, "lib/box.ts", modules["lib/box.ts"]),
        importLib,
        edit(project, "lib/odd.ts", "export const isOdd = (n: string): boolean => isNaN(Number(n));\n"),
        importLib,
        `${edit(project, "lib/odd.ts", 'import { no } from "./no";\nexport const isOdd = (n: number) => no(n);\n')};` +
          edit(project, "lib/no.ts", "export const no = (n: number) => n.length > 1;\n"),
        importLib,
        edit(project, "lib/index.ts", withGlobal),
        edit(project, "lib/everywhere.ts", everywhere),
        edit(project, "lib/user.ts", "export const halfOf = () => [1].half;\n"),
        importLib,
        edit(project, "lib/everywhere.ts", everywhere.replace("half", "third")),
        importLib,
      ]),
    );
    assert.equal(resultText(first), "9");
    assert.match(wrong(near), /^lib\/area\.ts:3:51 - Property 'height' does not exist/);
    assert.equal(resultText(mended), "9");
    assert.match(wrong(inCircle), /^lib\/even\.ts:2:64 - Argument of type 'number'/);
    assert.match(wrong(added), /^lib\/no\.ts:1:36 - Property 'length' does not exist/);
    assert.equal(resultText(whole), "9");
    assert.match(wrong(global), /^lib\/user\.ts:1:33 - Property 'half' does not exist/);
  });

  test("is kept only where it can be told which packages are installed", async () => {
    const project = await projectWith();
    copyPackages(project, { withList: false });
    const [answer] = await run(project, each([importLib]));
    assert.equal(resultText(answer), "9");
    assert.deepEqual(kept(project, ".json"), []);
  });
});

describe("the kernel's cache", () => {
  test("has the JavaScript of modules from whoever has checked them", async () => {
    const project = await projectWith();
    const importArea = 'import { area } from "./lib/area"; area({ width: 3, height: 3 })';
    const hasCompiler = 'Object.keys(require.cache).some((file) => file.endsWith("/typescript.js"))';
    const [checked, without] = await run(project, each([importArea, hasCompiler]));
    assert.equal(resultText(checked), "9");
    assert.equal(resultText(without), "false");

    const code = () =>
      new Map(kept(project, ".js").map((name) => [name, readFileSync(join(cacheOf(project), name), "utf8")]));
    const written = code();
    for (const name of written.keys()) rmSync(join(cacheOf(project), name));
    const [again, others] = await run(project, each([importArea, hasCompiler]));
    assert.equal(resultText(again), "9");
    assert.equal(resultText(others), "true");
    for (const [name, text] of code()) assert.equal(text, written.get(name), "as the compiler wrote it");
  });

  test("is done without where it cannot be written", async () => {
    const project = makeProject();
    writeFiles(project, modules);
    writeFileSync(join(project, ".cache"), "in the way of the folder");
    const [answer] = await run(project, each([importLib]));
    assert.equal(resultText(answer), "9");
  });

  test("holds no more files than it may, and keeps the youngest", (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "interrupted.js.123-0"), "half");
    utimesSync(join(folder, "interrupted.js.123-0"), 0, 0);
    const cache = openCache(folder, 20);
    for (let n = 0; n < 250; n++) cache.write(`${n}.js`, `text ${n}`);
    const names = readdirSync(folder);
    assert.ok(names.length < 20 + 100);
    assert.ok(!names.includes("interrupted.js.123-0"));
    assert.equal(cache.read("249.js"), "text 249");
    assert.equal(cache.read("0.js"), undefined);
  });
});
