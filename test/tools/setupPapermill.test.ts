import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { runProgram } from "../support/notebook";
import { python, root } from "../support/paths";

/** Values in Python, and the same in JavaScript. */
const values: [string, unknown][] = [
  [
    "'it\\'s \"quoted\" `${x}` \\\\ \\n\\t\\u2028 \\u00e9 \\U0001F600'",
    'it\'s "quoted" `${x}` \\ \n\t\u2028 é 😀',
  ],
  ["-7", -7],
  ["2**53 - 1", Number.MAX_SAFE_INTEGER],
  ["2**63 + 1", 2n ** 63n + 1n],
  ["-(2**64)", -(2n ** 64n)],
  ["0.1", 0.1],
  ["1e-7", 1e-7],
  ["1e300", 1e300],
  ["-0.0", -0],
  ["float('nan')", NaN],
  ["float('inf')", Infinity],
  ["-float('inf')", -Infinity],
  ["None", null],
  ["True", true],
  ["False", false],
  ["[]", []],
  ["[1, [2, ['x']], None]", [1, [2, ["x"]], null]],
  ["{}", {}],
  ["{'a b': {'c-d': [True]}, 3: 'three'}", { "a b": { "c-d": [true] }, 3: "three" }],
  ["{'__proto__': 1}", Object.fromEntries([["__proto__", 1]])],
  ["datetime.date(2026, 1, 2)", "2026-01-02"],
];

const cell = `// the run's settings
const rate = 0.5; // learning rate
let epochs: number = 3 // epochs
const engine: "wasm" | "cpu" = "wasm"; const on = true;
const name = "a = b; // c";
export const sizes: Map<string, number[]> = new Map([
  ["a", [1, 2]], // small
]); // sizes
const total =
  1 + 2; /* worked out */
const map: (x: number) => number = (x) => { const inner = 3; return x * inner; };
const none = null
let width = 3, sides: Map<string, number> = new Map(), big = 5n
import * as cnn from "./src";
let later: string;
`;

const ask = `
import datetime, json, sys
import papermill
from papermill.translators import papermill_translators
translator = papermill_translators.find_translator("tslab", "typescript")
values = eval(sys.argv[1])
code = translator.codify({f"v{i}": value for i, value in enumerate(values)}, "Parameters\\nof a run")
inspected = translator.inspect({"source": sys.argv[2]})
replacing = {"rate": "x", "engine": "cpu", "total": 4, "none": 5, "big": 6, "other": 7}
json.dump({
  "code": code,
  "typed": [translator.codify(replacing) for _ in range(2)],
  "inspected": [list(parameter) for parameter in inspected],
}, sys.stdout)`;

describe("TypeScript parameters for papermill", () => {
  let answer: { code: string; typed: string[]; inspected: string[][] };
  before(async () => {
    const list = `[${values.map(([value]) => value).join(", ")}]`;
    const { code, stdout, stderr } = await runProgram(python, ["-c", ask, list, cell]);
    assert.equal(code, 0, stderr);
    answer = JSON.parse(stdout) as typeof answer;
  });

  test("each value is a TypeScript literal that stands for it", () => {
    assert.match(answer.code, /^\/\/ Parameters\n\/\/ of a run\nlet v0 = /);
    const options = { target: ts.ScriptTarget.ES2022 };
    const { diagnostics, outputText } = ts.transpileModule(answer.code, {
      reportDiagnostics: true,
      compilerOptions: options,
    });
    assert.deepEqual(diagnostics, []);
    const names = values.map((_, i) => `v${i}`).join(", ");
    const evaluated = runInNewContext(`${outputText}; [${names}]`) as unknown[];
    values.forEach(([python, expected], i) => {
      const same = structuredClone(evaluated[i]); // of this context's Object and Array
      assert.deepEqual(same, expected, python);
    });
  });

  test("a cell's declarations are told with type, value and comment", () => {
    assert.deepEqual(answer.inspected, [
      ["rate", "number", "0.5", "learning rate"],
      ["epochs", "number", "3", "epochs"],
      ["engine", '"wasm" | "cpu"', '"wasm"', ""],
      ["on", "boolean", "true", ""],
      ["name", "string", '"a = b; // c"', ""],
      ["sizes", "Map<string, number[]>", 'new Map([  ["a", [1, 2]], ])', "sizes"],
      ["total", "None", "1 + 2", ""],
      ["map", "(x: number) => number", "(x) => { const inner = 3; return x * inner; }", ""],
      ["none", "NoneType", "null", ""],
      ["width", "number", "3", ""],
      ["sides", "Map<string, number>", "new Map()", ""],
      ["big", "bigint", "5n", ""],
    ]);
  });

  test("a value keeps the type that the notebook's cell states or shows; the next notebook's is not asked for it", () => {
    const [typed = "", next = ""] = answer.typed.map((code) => code.split("\n").slice(1, -1));
    assert.deepEqual(typed, [
      'let rate: number = "x";',
      'let engine: "wasm" | "cpu" = "cpu";',
      "let total = 4;",
      "let none = 5;",
      "let big: bigint = 6n;",
      "let other = 7;",
    ]);
    assert.equal(next[0], 'let rate = "x";');
  });

  test("Python loads it for papermill alone", async () => {
    const look = "import sys, nbformat; print('papermill_typescript' in sys.modules)";
    assert.equal((await runProgram(python, ["-c", look])).stdout, "False\n");
    const after = "import sys, papermill; print(sys.modules['papermill_typescript'].__file__)";
    const { stdout } = await runProgram(python, ["-c", after]);
    assert.ok(stdout.startsWith(join(root, ".venv")), stdout);
  });
});
