/** What cells import: packages of every kind, modules of the project, and what becomes of these when they change. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Answer, kernelOf, resultText, session, streamText } from "../support/kernel";
import { root } from "../support/paths";

const packageOf = (name: string, more: object) => JSON.stringify({ name, version: "1.0.0", ...more });

const files = {
  "package.json": "{}",
  "tsconfig.json": '{ "extends": "./lib/base.json", "compilerOptions": {} }',
  "lib/base.json": '{ "compilerOptions": { "paths": { "@deep/*": ["./deep/*"] } } }',

  "node_modules/imported/package.json": packageOf("imported", {
    exports: { ".": { types: "./index.d.ts", import: "./index.mjs" } },
  }),
  "node_modules/imported/index.mjs": "export default (name) => `hi ${name}`; export const answer = 42;",
  "node_modules/imported/index.d.ts":
    "export default function (name: string): string; export declare const answer: number;",

  "node_modules/modern/package.json": packageOf("modern", {
    type: "module",
    main: "index.js",
    types: "index.d.ts",
  }),
  "node_modules/modern/index.js":
    "export const late = await Promise.resolve(7); export const here = import.meta.url;",
  "node_modules/modern/index.d.ts":
    "export declare const late: number; export declare const here: string; export interface Later { at: number }",

  "node_modules/untyped/package.json": packageOf("untyped", { main: "index.js" }),
  "node_modules/untyped/index.js": "module.exports = (n) => 2 * n;",

  "lib/deep/one.ts": "export const one: number = 1;",
  "lib/two.ts":
    'import { one } from "@deep/one"; export const two: number = one + 1; export const later = async () => (await import("@deep/one")).one;',
  "lib/calls.ts":
    "export let nothing: any;\nexport const callNothing = () => nothing();\n" +
    "export const parse = (text: string) =>\n  JSON.parse(text) as unknown;\n" +
    "export const refuse = () => {\n  throw new RangeError('refused');\n};\n" +
    "export const later = () =>\n  new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 1));\n",
  "lib/plain.js": "exports.twice = (n) => 2 * n;",
  "lib/modern.js": "export function add(a, b) { return a + b }",
  "lib/data.json": '{ "list": [1, 2] }',
  "lib/greets.ts": 'import greet, { answer } from "imported"; export const greeting = greet("you") + answer;',
  "lib/waits.ts": 'import { late } from "modern"; export const waited = late;',
  "lib/outer.mjs": 'export { inner } from "./inner.mjs"; export default () => 1;',
  "lib/inner.mjs": "export const inner = 1;",
  "lib/awaits.mjs": "export const awaited = await Promise.resolve(1); export const place = import.meta.url;",
  "lib/common.cjs": "exports.common = 1;",
  "lib/through.ts":
    'import { inner } from "./outer.mjs"; import data from "./edited.json"; export const through = [inner, data.n];',
  "lib/edited.json": '{ "n": 1 }',
  "lib/edited.js": "export const edited = 1;",
  "lib/broken.ts": "export const whole = 1;\nexport const broken: number = ;",
  "lib/lost.ts": 'export { there } from "./not-there";',
  "lib/wrong.ts": 'export const wrong: number = "1";',
  "lib/slow.ts":
    "export const early: number = 1;\nexport const patience: number = Number((globalThis as { patience?: number }).patience);\n" +
    "const end = Date.now() + 1000 * patience;\nwhile (Date.now() < end);\nexport const late: number = 2;",
  "lib/throws.ts": '\nexport const thrown: number = (() => { throw new Error("at load"); })();',
};

const write = (name: string, text: string) =>
  `require("node:fs").writeFileSync(${JSON.stringify(name)}, ${JSON.stringify(text)})`;

/** A result's text, a pattern of an error's traceback, or null where a cell ends without either. */
type Seen = string | RegExp | null;

const importEdited =
  'import outer, { inner } from "./lib/outer.mjs"; import { awaited, place } from "./lib/awaits.mjs"; import { common } from "./lib/common.cjs";\n' +
  'import { edited } from "./lib/edited.js"; import { through } from "./lib/through"; [outer(), inner, awaited, place.slice(0, 5), common, edited, through]';

const sequences: Record<string, [cell: string, seen: Seen][]> = {
  "V8's errors, in the words of the source": [
    [
      'import welcome, { answer as fortyTwo, answer as word } from "imported"; import * as all from "imported";\n(fortyTwo as any)()',
      /^TypeError: fortyTwo is not a function\n/,
    ],
    ["(welcome as any).none()", /^TypeError: welcome\.none is not a function\n/],
    [
      'import welcome from "imported"; (welcome as any).none()',
      /^TypeError: welcome\.none is not a function\n/,
    ],
    [
      'import { default as welcome } from "imported"; (welcome as any).none()',
      /^TypeError: welcome\.none is not/,
    ],
    ["new (all as any).none()", /^TypeError: all\.none is not a constructor\n/],
    [
      "let count: any = 5, π: any; const [first]: any[] = [1]; const steady: any = 5; count()",
      /^TypeError: count is not a function\n/,
    ],
    ["[...count]", /^TypeError: count is not iterable\n/],
    ["const { x } = π;", /^TypeError: Cannot destructure property 'x' of 'π' as it is undefined\.\n/],
    ["first.join(1)", /^TypeError: first\.join is not a function\n/],
    ["steady()", /^TypeError: steady is not a function\n/],
    [
      'import { callNothing } from "./lib/calls"; callNothing()',
      /^TypeError: nothing is not a function\n.*lib\/calls\.ts:2:/,
    ],
    [
      "let caught: any; try { count(); } catch (error) { caught = error; } [String(caught.stack).slice(0, 34), caught.message]",
      "[ 'TypeError: count is not a function', 'count is not a function' ]",
    ],
    [
      'throw new TypeError("exports.x and imported_1.answer are not mine")',
      /^TypeError: exports\.x and imported_1\.answer are not mine/,
    ],
    ["const layer_1: any = { output: 5 }; layer_1.output()", /^TypeError: layer_1\.output is not a function/],
    ["layer_1.output()", /^TypeError: layer_1\.output is not a function/],
    ['throw new Error(["exp", "orts.x is not a function"].join(""))', /^Error: exports\.x is not a function/],
  ],
  "a package for `import` alone, in a module of the project": [
    ['import { greeting } from "./lib/greets"; greeting', "'hi you42'"],
    [
      'import { waited } from "./lib/waits"',
      /require\(\) cannot be used on an ESM graph with top-level await\./,
    ],
  ],
  "the lines of code that an error shows": [
    [
      'import { callNothing, parse, refuse, later } from "./lib/calls";\n\ncallNothing()',
      /\n3 \| callNothing\(\)\n {2}\| +\^\nlib\/calls\.ts:2:41\n2 \| export const callNothing .*\n {2}\| {41}\^$/,
    ],
    [
      'parse("{")',
      /\n1 \| parse\("\{"\)\n {2}\| +\^\nlib\/calls\.ts:4:\d+\n4 \| {3}JSON\.parse\(text\).*\n {2}\| +\^$/,
    ],
    ["refuse()", /^RangeError: refused\n {4}at refuse .*\n {4}at .*\n1 \| refuse\(\)\n {2}\| +\^$/],
    ["await later()", /^Error: late\n(?: {4}at .*\n)+lib\/calls\.ts:9:\d+\n9 \| .*\n {2}\| +\^$/],
  ],
  "JavaScript of every kind and JSON, edited": [
    [importEdited, "[ 1, 1, 1, 'file:', 1, 1, [ 1, 1 ] ]"],
    [
      [
        write("lib/inner.mjs", "export const inner = 2;"),
        write(
          "lib/awaits.mjs",
          "export const awaited = await Promise.resolve(2); export const place = import.meta.url;",
        ),
        write("lib/common.cjs", "exports.common = 2;"),
        write("lib/edited.js", "export const edited = 2;"),
        write("lib/edited.json", '{ "n": 2 }'),
      ].join(";\n"),
      null,
    ],
    [importEdited, "[ 1, 2, 2, 'file:', 2, 2, [ 2, 2 ] ]"],
    ['(await import("./lib/outer.mjs")).inner', "2"],
    [write("lib/awaits.mjs", "export const awaited = 3;"), null],
    ['import { awaited as plain } from "./lib/awaits.mjs"; plain', "3"],
  ],
  "a package for `import` alone": [
    ['import greet, { answer } from "imported"; greet("you") + answer', "'hi you42'"],
    ['greet("again")', "'hi again'"],
    ['import * as all from "imported"; all.default("x") + all.answer', "'hi x42'"],
    ['export { answer as taken } from "imported"', null],
    ["taken", "42"],
    ["greet(5)", /TS2345: Argument of type 'number' is not assignable to parameter of type 'string'/],
  ],
  "a package of ES modules, with `await` at its top level": [
    [
      'import { late, here, type Later } from "modern"; const l: Later = { at: late }; [l, here.slice(0, 5)]',
      "[ { at: 7 }, 'file:' ]",
    ],
    ['const dynamic = await import("modern"); dynamic.late', "7"],
  ],
  "a package without types": [
    ['import untyped from "untyped";', /TS7016: Could not find a declaration file for module 'untyped'/],
    ['const untyped = require("untyped"); untyped(4)', "8"],
  ],
  "tsconfig's paths, in cells and in modules": [
    ['import { one } from "@deep/one"; one', "1"],
    ['import { two, later } from "./lib/two"; [two, await later()]', "[ 2, 1 ]"],
    ['(await import("@deep/one")).one', "1"],
    ['import { none } from "@deep/none";', /TS2307: Cannot find module '@deep\/none'/],
  ],
  "JavaScript and JSON of the project": [
    ['import { twice } from "./lib/plain"; twice(2)', "4"],
    ['import { add } from "./lib/modern.js"; add(1, 2)', "3"],
    ['import data, { list } from "./lib/data.json"; [data.list.length, list[1]]', "[ 2, 2 ]"],
    ["data.lists", /TS2551: Property 'lists' does not exist/],
  ],
  "a module with a syntax error, until it is mended": [
    [
      'import { broken } from "./lib/broken"; broken',
      /^lib\/broken\.ts:2:31 - error TS1109: Expression expected\.\n2 \| export/,
    ],
    [write("lib/broken.ts", "export const broken: number = 5;"), null],
    ['import { broken } from "./lib/broken"; broken', "5"],
  ],
  "a module with a type error, until it is mended": [
    ['import { wrong } from "./lib/wrong"; wrong', /^lib\/wrong\.ts:1:14 - error TS2322/],
    [write("lib/wrong.ts", "export const wrong: number = 1;"), null],
    ['import { wrong } from "./lib/wrong"; wrong', "1"],
  ],
  "a module that imports what is not there": [
    // No hint on cells' paths.
    ['import { there } from "./lib/lost"; there', /^lib\/lost\.ts:1:23 - error TS2307: [^\n]*\n1 \|/],
  ],
  "a module that throws, until it is mended": [
    ['import { thrown } from "./lib/throws";', /Error: at load\n {4}at .*lib\/throws\.ts:2:46/],
    [write("lib/throws.ts", "export const thrown: number = 3;"), null],
    ['import { thrown } from "./lib/throws"; thrown', "3"],
  ],
  "a file that comes, changes and goes": [
    ['import { made } from "./lib/made"; made', /:1:22 - error TS2307: Cannot find module '\.\/lib\/made'/],
    [write("lib/made.ts", 'export const made = "first";'), null],
    ['import { made } from "./lib/made"; made', "'first'"],
    [write("lib/made.ts", "export const made = 2;"), null],
    ['import { made } from "./lib/made"; made', "2"],
    ['require("node:fs").rmSync("lib/made.ts")', null],
    ['import { made } from "./lib/made"; made', /TS2307: Cannot find module '\.\/lib\/made'/],
  ],
  "a package that is not installed": [
    ['import x from "not-there";', /:1:15 - error TS2307: Cannot find module 'not-there'/],
  ],
};

const cells = Object.values(sequences).flat();

describe("what cells import", () => {
  const project = mkdtempSync(join(tmpdir(), "convbook-test-"));
  let answers: Answer[] = [];
  let interrupted: Answer[] = [];

  before(async () => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, name)), { recursive: true });
      writeFileSync(join(project, name), text);
    }
    symlinkSync(join(root, "node_modules/@types"), join(project, "node_modules/@types"));
    const [node = "", start = ""] = kernelOf();
    const kernel = [node, start, "--root", project, "--connection-file", "{connection_file}"];
    const codes = cells.map(([code]) => code);
    const importSlow = 'import { early, late } from "./lib/slow"; [early, late]';
    const { requests } = await session(
      [
        { execute: codes, stop_on_error: false },
        { execute: ["(globalThis as any).patience = 60;"] },
        { interrupt: 1, with: "message" },
        { execute: [importSlow] },
        { execute: ["(globalThis as any).patience = 0;", importSlow] },
      ],
      kernel,
    );
    answers = requests.slice(0, codes.length);
    interrupted = requests.slice(codes.length);
  });
  after(() => rmSync(project, { recursive: true }));

  for (const [what, sequence] of Object.entries(sequences)) {
    test(what, () => {
      for (const cell of sequence) {
        const [code, expected] = cell;
        const answer = answers[cells.indexOf(cell)];
        const status = answer?.reply["status"];
        const shown =
          answer && status === "error"
            ? (answer.reply["traceback"] as string[]).join("\n")
            : (resultText(answer) ?? null);
        if (expected instanceof RegExp) assert.match(shown as string, expected, code);
        else assert.deepEqual([status, shown], ["ok", expected], code);
        assert.equal(streamText(answer, "stderr"), "", code);
      }
    });
  }

  test("is loaded whole after an interrupt has cut it short", () => {
    assert.equal(interrupted[1]?.reply["ename"], "KeyboardInterrupt");
    assert.equal(resultText(interrupted[3]), "[ 1, 2 ]");
  });
});
