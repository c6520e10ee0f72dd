import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Answer, cells } from "../support/kernel";

/** A cell that does not compile, and the line of its traceback that helps on; undefined where none does. */
const cases: [code: string, hint: RegExp | undefined][] = [
  // Before cells that declare these names, and fail.
  ["tf.zeros([1])", /^Import it first: import \* as tf from "@tensorflow\/tfjs";$/],
  ["cnn.vgg16()", /^Import it first: import \* as cnn from "\.\/src";$/],
  [
    'const load = (name: string) => Promise.resolve({ name }); load("a").name',
    /^Did you forget to use 'await'\?$/,
  ],
  ["const one = Promise.resolve(1); one + 1", /^Did you forget to use 'await'\?$/],
  ["const two = Promise.resolve(2); const n: number = two", /^Did you forget to use 'await'\?$/],
  ["!pip install numpy", /^Cells are TypeScript/],
  ["!ls", /^Cells are TypeScript/],
  ["const list = 1;\n!pwd", /^Cells are TypeScript/],
  ["const both = true &&\n!nothing", undefined],
  ["display(5)", /^What a cell ends on shows itself\. .* import \{ display \} from "\.\/src";$/],
  ["import os\nos.getcwd()", /^Cells are TypeScript/],
  ["const done = true;\nif (1 > 0 &&\n  !done) { done; }\nconst a b = 1", undefined],
  ['import { twice } from "./helper"; twice(2)', /^Paths start at the project's folder/],
  ['import * as cnn from "../src"; cnn', /^Paths start at the project's folder/],
  ['import axios from "axios"; axios', /npm install axios, /],
  ['import x from "@scope/thing/sub"; x', /npm install @scope\/thing, /],
  ['import * as tf from "@tensorflow/tfjs-node"; tf', /^Import "@tensorflow\/tfjs"/],
  ['prompt("name?")', /input\(/],
  ['print("a")', /console\.log/],
  ["document.body", /there is no page/],
  ['const shout = (text: TemplateStringsArray) => text[0]; shout("a")', /backticks in the place of brackets/],
  ["%matplotlib inline", /^Cells are TypeScript/],
  ["import numpy as np", /^Cells are TypeScript/],
  ["def twice(n):\n  return 2 * n", /^Cells are TypeScript/],
  // Values that fit.
  [
    'type Mode = "fast" | "slow"; const m: Mode = "fats"',
    /^It takes "fast" or "slow"; did you mean "fast"\?$/,
  ],
  [
    'type Kind = "a1" | "b2" | "c3"; const f = (options: { kind?: Kind }) => options; f({ kind: "zz" })',
    /^It takes "a1", "b2" or "c3"\.$/,
  ],
  ['type Mode = "fast" | "slow"; const f = (m: Mode) => m; f("quick")', /^It takes "fast" or "slow"\.$/],
  ['type Mode = "fast" | "slow"; let m: Mode = "fast"; m = "slwo"', /did you mean "slow"\?$/],
  [
    'type Mode = "fast" | "slow"; const text: string = "a"; const f = (m: Mode) => m; f(text)',
    /^It takes "fast" or "slow"\.$/,
  ],
  ['type Mode = "fast" | "slow"; const f = (): Mode => "fas"', /^It takes "fast" or "slow"\.$/],
  ['type Mode = "fast" | "slow"; function f(): Mode { return "fas" }', /^It takes "fast" or "slow"\.$/],
  ['type Mode = "fast" | "slow"; const all: Mode[] = ["fast", "slo"]', /^It takes "fast" or "slow"\.$/],
  ["type Side = 1 | 3 | 5; const s: Side = 4", /^It takes 1, 3 or 5\.$/],
  ['type Mode = "fast" | "slow"; const f = (m: Mode | number[]) => m; f("fas")', undefined],
  [
    'import type { EngineName } from "./src"; const engine: EngineName = "gpu"',
    /^It takes .*"wasm" or "cpu"/,
  ],
  // Forgotten `await`, `async`, `new`; arguments and options.
  ["const three = Promise.resolve([3]); for (const n of three) {}", /^Did you forget to use 'await'\?$/],
  [
    "const later = async () => 3; const f = (n: number | string) => n; f(later())",
    /^Did you forget to use 'await'\?$/,
  ],
  ["const wrong = async () => true; const f = (n: number | string) => n; f(wrong())", undefined],
  ["function f() { await 1 }", /^Did you mean to mark this function as 'async'\?$/],
  ["const f = (options: object, n: number) => n; f({})", /^An argument for 'n' was not provided\.$/],
  [
    "const f = (options: { rate?: number; runs?: number; seed?: number }) => options; f({ runs: 1, every: 2 })",
    /^It may have rate and seed\.$/,
  ],
  ["const fixed = 1; fixed = 2", /declared with let/],
  ["undeclared = 5", /^A variable is declared first: let undeclared = …$/],
  // Arrays, texts, tensors.
  ["[1, 2].shape", /tf\.tensor\(array\)\.shape/],
  ["[1].append(2)", /^An array has push/],
  ["[[1]].sum()", /reduce/],
  ["[1].length()", /leave \(\) out/],
  ['"a".upper()', /toUpperCase/],
  ["({ a: 1 }).append", undefined],
  ["const list = () => [1]; list.count", undefined],
  ["const list = () => [1]; list.shape", undefined],
  [
    'import * as tf from "@tensorflow/tfjs"; declare const net: tf.LayersModel; net.predict(tf.zeros([1])).shape',
    /as tf\.Tensor/,
  ],
  [
    'import * as tf from "@tensorflow/tfjs"; declare const net: tf.LayersModel; net.predict(tf.zeros([1])).dataSync()',
    /as tf\.Tensor/,
  ],
  // Imports.
  ["vgg16()", /^"\.\/src" has one of this name: import \{ vgg16 \} from "\.\/src";$/],
  ["const row: ComparisonRow = 1", /^"\.\/src" has one of this name: import \{ ComparisonRow \} from /],
  ["alexNet()", undefined], // "./src" has three, of other names
  ['import { vgg16 } from "src"', /^A path begins with "\.\/": "\.\/src"$/],
  ['import { vgg16 } from "./src/index.ts"', /^Leave \.ts out\.$/],
  ['import { readFile } from "fs/promise"', /^Node's fs has no such part\.$/],
  ['import { layers } from "tfjs"', /^Import "@tensorflow\/tfjs"/],
  ['import x from "@tensorflow/tfjs/nothing"', /^@tensorflow\/tfjs is installed, but/],
  // Python.
  ["const yes = True", /true$/],
  ["len([1])", /\.length$/],
  ["for (const i of range(3)) {}", /for \(let i = 0/],
  ["for i in range(3):\n  i", /^Cells are TypeScript: .* Conditions stand in \( \)/],
  ["if 1 > 0:\n  1", /^Cells are TypeScript/],
  ["const not1 = not true", /^'not' is written !$/],
  ["true and false", /^'and' is written &&$/],
  ['const text = f"size {1}"', /backticks/],
  ["const a = 1;\n# a comment", /^A comment begins with \/\/$/],
  ["const b = 1; # a comment", /^A comment begins with \/\/$/],
  ["class P {\n  #p = 1;\n}\nconst a b = 1", undefined],
  // Other slips.
  ["{ a: 1, b: 2 }", /^An object that a cell ends on stands in brackets/],
  ["{ const a = 1; b: 2, 3: }", undefined],
  ["const picture = <div>hello</div>;", /^Cells are TypeScript without JSX\.$/],
  [
    'const picture = (\n  <div className="a">\n    text\n  </div>\n);',
    /^Cells are TypeScript without JSX\.$/,
  ],
  ['const html = "<br/>"; const a b = 1', undefined],
  ["import.meta.url", /^__dirname/],
  ["let q = ;", undefined],
  ["const s: string = 1;", undefined],
  ["1 + nothing", undefined],
];

describe("a cell that does not compile", () => {
  let first: Answer | undefined;
  let answers: Answer[];
  before(async () => {
    [first, ...answers] = await cells([
      "tf.zeros([1]);\ncnn.vgg16();\ntf.ones([1]);\ntf",
      ...cases.map(([code]) => code),
    ]);
  });

  cases.forEach(([code, hint], index) => {
    test(`${code.split("\n")[0]} ${hint ? "is helped on" : "gets no more than TypeScript's words"}`, () => {
      const lines = answers[index]?.reply["traceback"] as string[];
      const [, frame] = /^(\d+ \|)/m.exec(lines.join("\n")) ?? [];
      assert.ok(frame, "the cell's line is shown");
      const helping = lines.slice(
        1,
        lines.findIndex((line) => line.startsWith(frame)),
      );
      if (hint)
        assert.ok(
          helping.some((line) => hint.test(line)),
          lines.join("\n"),
        );
      else assert.deepEqual(helping, []);
    });
  });

  test("is helped on once for a name that it uses again and again", () => {
    assert.deepEqual(first?.reply["traceback"], [
      "Cell [1]:1:1 - error TS2304: Cannot find name 'tf'.",
      'Import it first: import * as tf from "@tensorflow/tfjs";',
      "1 | tf.zeros([1]);",
      "  | ^",
      "Cell [1]:2:1 - error TS2304: Cannot find name 'cnn'.",
      'Import it first: import * as cnn from "./src";',
      "2 | cnn.vgg16();",
      "  | ^",
      "Cell [1]:3:1 - error TS2304: Cannot find name 'tf'.",
      "3 | tf.ones([1]);",
      "  | ^",
      "Cell [1]:4:1 - error TS2304: Cannot find name 'tf'.",
      "4 | tf",
      "  | ^",
    ]);
  });

  test("is told which failed cell declares a name that it misses, until one has run that does", async () => {
    const failed = (label: string, name: string) =>
      `Cell [${label}] declares ${name}, but it has failed: mend it, and run it first.`;
    const table: [code: string, hint: string | undefined][] = [
      ["const refused: number = 'a';", undefined],
      ["refused + 1", failed("1", "refused")],
      ["class Broken { \nconst x = ;", undefined],
      ["new Broken()", failed("3", "Broken")],
      ['const early = 1; throw new Error("half way"); const late = 2;', undefined],
      ["early", undefined],
      ["late", failed("5", "late")],
      ["const late = missing;", undefined],
      ["late", failed("8", "late")],
      ["const late = 1;", undefined],
      ["late", undefined],
    ];
    (await cells(table.map(([code]) => code))).forEach(({ reply }, index) => {
      const [code, hint] = table[index] ?? [];
      const lines = (reply["traceback"] ?? []) as string[];
      assert.deepEqual(
        lines.filter((line) => /but it has failed/.test(line)),
        hint === undefined ? [] : [hint],
        code,
      );
    });
  });
});
