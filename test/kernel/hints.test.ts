import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Answer, cells } from "../support/kernel";
import { root } from "../support/paths";

const folder = mkdtempSync(join(root, ".cache", "hints-"));
/** As cells import from it. */
const here = `./.cache/${basename(folder)}`;
after(() => {
  rmSync(folder, { recursive: true });
});

const files: Record<string, string> = {
  "mine.ts": "export const size = 3; export interface Shape { side: number } export default size;",
  "both.ts": "export const both = 1;",
  "both.js": "exports.both = 1;",
  "importing.ts": 'import { size } from "./mine.js"; export const twice = 2 * size;',
  "passing.ts": 'export { size } from "./mine.js";',
  "typing.ts":
    'import { type Shape } from "./mine.js"; export type { Shape } from "./mine.js"; export const shape: Shape = { side: 1 };',
  "deep/other.ts": 'import { size } from "../Mine"; export const other = size;',
  "late.ts": "export const late = await Promise.resolve(1);",
  "stream.ts": "for await (const each of [1]) console.log(each); export const stream = 1;",
};
mkdirSync(join(folder, "deep"));
for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);

/** A pattern that a text fits, and only this text. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[^\w ]/g, "\\$&")}$`);
}

const inProject = (end: string) => `Paths start at the project's folder, wherever the notebook lies${end}`;
const onAwait = /^Only a cell may await at its top level; in a module await stands in an async function\.$/;
const onHelp = /^What a name is: .* Shift\+Tab in JupyterLab\.$/;

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
  ['import * as cnn from "../src"; cnn', /^Paths start at the project's folder.*: "\.\/src"$/],
  [`import { size } from "../../${here.slice(2)}/mine"; size`, exactly(inProject(`: "${here}/mine"`))],
  ['import { size } from "../mine"; size', exactly(inProject("."))],
  [`import { size } from "${here}/Mine"; size`, exactly(`Upper and lower case count: "${here}/mine"`)],
  ['import * as cnn from "./SRC/Index"; cnn', exactly('Upper and lower case count: "./src/index"')],
  [`import { other } from "${here}/deep/other"; other`, exactly('Upper and lower case count: "../mine"')],
  [`import { late } from "${here}/late"; late`, onAwait],
  [`import { stream } from "${here}/stream"; stream`, onAwait],
  ['import * as cnn from "convbook"; cnn', /^convbook is this project; .*: "\.\/src"$/],
  [
    'import * as charts from "convbook/src/charts"; charts',
    /^convbook is this project; .*: "\.\/src\/charts"$/,
  ],
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
  ["help(cnn)", /Shift\+Tab/],
  ["cnn.vgg16?", onHelp],
  ["cnn??", onHelp],
  ["const n = 3;\ncnn.vgg16({ classes: n })?\nconst m = 1", onHelp],
  ["?cnn.vgg16", onHelp],
  ["??cnn\n1", onHelp],
  ["const q = true ? 1", undefined],
  ["const q = true\n? 1", undefined],
  ["const list = [1];\nlist.length?\n: 2", undefined],
  [
    'from "./src" import cnn',
    exactly(
      'TypeScript\'s form: import { cnn } from "./src"; or import * as name from "./src"; for all of it',
    ),
  ],
  ["from './src' import vgg16, cost;", /^TypeScript's form: import \{ vgg16, cost \} from '\.\/src';/],
  ['from "./src" import { vgg16 }', /^TypeScript's form: import \{ vgg16 \} from "\.\/src";/],
  ['from "./src" import *', exactly('TypeScript\'s form: import * as name from "./src";')],
  ['from "./src" import * as cnn', exactly('TypeScript\'s form: import * as cnn from "./src";')],
  ["from .mine import size", /^Cells are TypeScript/],
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

  test("is refused where it imports a .js that is a .ts, unless types alone; so is a module behind it", async () => {
    const refused = (path: string) =>
      new RegExp(`error: There is no ${path}, but mine\\.ts: leave \\.js out\\.$`);
    const table: [code: string, error: RegExp | undefined][] = [
      [`import { size } from "${here}/mine.js"; size`, refused(`${here}/mine.js`)],
      [`import size from "${here}/mine.js"; size`, refused(`${here}/mine.js`)],
      [`import * as mine from "${here}/mine.js"; mine.size`, refused(`${here}/mine.js`)],
      [`import "${here}/mine.js";`, refused(`${here}/mine.js`)],
      [`(await import("${here}/mine.js")).size`, refused(`${here}/mine.js`)],
      [`export { size } from "${here}/mine.js";`, refused(`${here}/mine.js`)],
      [`import { twice } from "${here}/importing"; twice`, refused("./mine.js")],
      [`import { size } from "${here}/passing"; size`, refused("./mine.js")],
      [`import { shape } from "${here}/typing"; shape.side`, undefined],
      [`import type { Shape } from "${here}/mine.js"; const shape: Shape = { side: 1 };`, undefined],
      [`import { Shape } from "${here}/mine.js"; const other: Shape = { side: 1 };`, undefined],
      [`let third: import("${here}/mine.js").Shape;`, undefined],
      [`import { both } from "${here}/both.js"; both`, undefined],
    ];
    (await cells(table.map(([code]) => code))).forEach(({ reply }, index) => {
      const [code, error] = table[index] ?? [];
      const [first = ""] = (reply["traceback"] ?? []) as string[];
      if (error) assert.match(first, error, code);
      else assert.equal(reply["status"], "ok", `${code}\n${first}`);
    });
  });

  test("is told where a name is that it misses, and what a type was that has changed", async () => {
    const edit = (file: string, text: string) =>
      `import * as fs from "node:fs"; fs.writeFileSync(${JSON.stringify(join(folder, file))}, ${JSON.stringify(text)});`;
    const elsewhere = (name: string) =>
      `"${here}/index" has one of this name: import { ${name} } from "${here}/index";`;
    const isFormer = `Shape is what ${here}/shapes had before it changed: import it again, and make the value again.`;
    const shapes = "export interface Shape { side: number } export type Kind = { of: string };";
    const table: [code: string, hint: string | undefined][] = [
      [edit("shapes.ts", shapes), undefined],
      [edit("index.ts", 'export * from "./shapes"; export const half = 0.5;'), undefined],
      [`import { half, type Shape, type Kind } from "${here}/index";`, undefined],
      [
        "const images = [half]; const square: Shape = { side: 1 }; const kind: Kind = { of: 'a' };",
        undefined,
      ],
      ["IMAGES.length", "Did you mean 'images'?"],
      ["imagse.length", "Did you mean 'images'?"],
      ["pictures.length", undefined],
      ["square.area", undefined],
      [
        edit(
          "index.ts",
          'export * from "./shapes"; export const half = 0.5; export function percent() {} export const { left } = { left: 1 };' +
            "const hidden = 1; export default class Unnamed {} export { hidden as shown };",
        ),
        undefined,
      ],
      [
        edit(
          "shapes.ts",
          shapes.replace("side: number", "side: number; area?: number") + "export enum Side {}",
        ),
        undefined,
      ],
      ["percent()", elsewhere("percent")],
      ["left", elsewhere("left")],
      ["shown", elsewhere("shown")],
      ["let side: Side", elsewhere("Side")],
      ["hidden", undefined],
      ["Unnamed", undefined],
      ["square.area", isFormer],
      ["const { area } = square;", isFormer],
      ["const again: typeof square = { side: 1, area: 1 };", isFormer],
      [
        "kind.to",
        `Kind is what ${here}/shapes had before it changed: import it again, and make the value again.`,
      ],
      [
        `import { type Shape as Now } from "${here}/index"; const now: Now = { side: 1, area: 1 }; now.area`,
        undefined,
      ],
      ["now.nothing", undefined],
    ];
    (await cells(table.map(([code]) => code))).forEach(({ reply }, index) => {
      const [code, hint] = table[index] ?? [];
      const lines = (reply["traceback"] ?? []) as string[];
      assert.deepEqual(
        lines
          .slice(1)
          .filter((line) => /^Did you mean|has one of this name|had before it changed/.test(line)),
        hint === undefined ? [] : [hint],
        `${code}\n${lines.join("\n")}`,
      );
    });
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
      ["from src import *", undefined], // declares a name of no letters
      ["const text: string = 1;", undefined],
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
