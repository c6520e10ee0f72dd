/** Help while a cell is written: completion, inspection, and whether Enter runs it. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { type Answer, kernelOf, session, type Step } from "../support/kernel";
import { root } from "../support/paths";

/** Where the cursor is. */
const cursor = "¦";

const ask = (request: string, marked: string): Step => {
  const [before = "", after = ""] = marked.split(cursor);
  return { request, content: { code: before + after, cursor_pos: Array.from(before).length } };
};

const earlier = [
  'import { join } from "node:path"; import * as path from "node:path";\n' +
    "/** Doubles. @param n what is doubled */ function double(n: number, times = 1) { return 2 * n * times }\n" +
    "/** A box. */ class Box {\n/** In metres. */\nwidth = 1; grow(by: number) { this.width += by } }\n" +
    "const doubled = double(2); let boxes: Box[] = []; const Doubt = 1; enum Side { Left }",
  "// Not its documentation.\n/** Halves. */\nfunction halve(n: number) { return n / 2; }\n" +
    "interface Shape {\n/** Of the floor. */\narea(): number }\n" +
    "class Room implements Shape { area() { return 1; } }",
];

interface Expected {
  /** The first candidates with their kinds. */
  first?: string[];
  /** Names that are, and are not, among the candidates. */
  has?: string[];
  lacks?: string[];
  /** What the candidates replace. */
  replaces?: string;
}

const completions: Record<string, Expected> = {
  "boxes.fi¦": { first: ["fill method", "filter method", "find method"], replaces: "fi" },
  "new Box().¦": { first: ["grow method", "width property"], lacks: ["map"], replaces: "" },
  "dou¦": { first: ["double function", "doubled var", "Doubt var"], replaces: "dou" },
  "Bo¦x": { first: ["Box class", "Boolean var"], replaces: "Box" },
  "Si¦": { first: ["Side enum"], has: ["Side"] },
  "¦": { has: ["boxes", "double", "Box", "Math", "const"], replaces: "" },
  "/* 😀 */ dou¦": { first: ["double function"], replaces: "dou" },
  "path.¦": { has: ["join", "basename", "sep"], replaces: "" },
  'import { joi¦ } from "node:path"': { first: ["join method"], replaces: "joi" },
  'import * as p from "./src/ker¦"': { first: ["kernel directory"], replaces: "ker" },
  'import * as f from "node:fs/pr¦"': { has: ["promises"], replaces: "pr" },
  'import * as f from "node:f¦"': { has: ["node:fs"], lacks: ["@tensorflow/tfjs"], replaces: "node:f" },
  'const side: "on-left" | "on-right" = "on-l¦"': { has: ["on-left"], lacks: ["Box"], replaces: "on-l" },
  'const text = "dou¦"': { lacks: ["double"] },
  "// dou¦": { lacks: ["double"] },
  "const fresh = 1; fre¦": { first: ["fresh var"], replaces: "fre" },
};

/** What the signature and the documentation have to say; null: nothing is found. */
const inspections: Record<string, [signature: RegExp, documentation: RegExp] | null> = {
  "dou¦ble(1)": [/double\(n: number, times\?: number\): number/, /Doubles\.[^]*`n` what is doubled/],
  "double(1, ¦": [/double\(n: number, times\?: number\): number/, /Doubles\./],
  "hal¦ve(1)": [/halve\(n: number\): number/, /^Halves\.$/],
  "new Room().ar¦ea()": [/Room\.area\(\): number/, /^Of the floor\.$/],
  "new B¦ox()": [/new Box\(\): Box/, /A box\./],
  "new Box().wid¦th": [/\(property\) Box\.width: number/, /In metres\./],
  "doub¦led": [/const doubled: number/, /^$/],
  "Math.ma¦x(1)": [/max\(\.\.\.values: number\[\]\): number/, /larger/],
  "join¦": [/join\(\.\.\.paths: string\[\]\): string/, /Join all arguments/],
  "const here = 5; he¦re": [/const here: 5/, /^$/],
  '"te¦xt"': null,
  "nosuc¦h": null,
  "doubled.nosuc¦h": null,
  "double(nosuc¦h": null,
  "const a: any = 1; a¦": [/const a: any/, /^$/],
  "¦": null,
};

const completeness: Record<string, [status: string, indent?: string]> = {
  "const a = 1": ["complete"],
  "": ["complete"],
  "await x": ["complete"],
  "function f() {": ["incomplete", "  "],
  "if (a) {\n  b(": ["incomplete", "    "],
  "class A {\n  m() {\n    return 1": ["incomplete", "    "],
  "const a = ": ["incomplete", ""],
  "const a = [1,": ["incomplete", ""],
  "const f = () =>": ["incomplete", ""],
  "if (x) 1; else": ["incomplete", ""],
  "x.": ["incomplete", ""],
  "`text": ["incomplete", ""],
  "/* comment": ["incomplete", ""],
  "f(`a ${": ["incomplete", "  "],
  '"text': ["invalid"],
  ")": ["invalid"],
  "a b": ["invalid"],
  "const = 3; {": ["invalid"],
};

const steps: Step[] = [
  { execute: earlier },
  ...Object.keys(completions).map((marked) => ask("complete_request", marked)),
  ...Object.keys(inspections).map((marked) => ask("inspect_request", marked)),
  ...Object.keys(completeness).map((code) => ({ request: "is_complete_request", content: { code } })),
];

interface Completed {
  matches: string[];
  cursor_start: number;
  cursor_end: number;
  metadata: { _jupyter_types_experimental: { text: string; type: string }[] };
}

describe("while a cell is written", () => {
  let answers: Answer[] = [];
  const answersTo = (table: object, before = 0) =>
    answers.slice(earlier.length + before, earlier.length + before + Object.keys(table).length);

  before(async () => {
    answers = (await session(steps)).requests;
    for (const { reply } of answers.slice(0, earlier.length)) assert.equal(reply["status"], "ok");
  });

  test("completions", () => {
    const replies = answersTo(completions);
    Object.entries(completions).forEach(([marked, { first = [], has = [], lacks = [], replaces }], index) => {
      const { matches, cursor_start, cursor_end, metadata } = replies[index]?.reply as unknown as Completed;
      const described = metadata._jupyter_types_experimental.map(({ text, type }) => `${text} ${type}`);
      assert.deepEqual(described.slice(0, first.length), first, marked);
      for (const name of has) assert.ok(matches.includes(name), `${marked}: ${name}`);
      for (const name of lacks) assert.ok(!matches.includes(name), `${marked}: ${name}`);
      const code = Array.from(marked.replace(cursor, ""));
      if (replaces !== undefined)
        assert.equal(code.slice(cursor_start, cursor_end).join(""), replaces, marked);
    });
  });

  test("inspections", () => {
    const replies = answersTo(inspections, Object.keys(completions).length);
    Object.entries(inspections).forEach(([marked, expected], index) => {
      const { found, data } = replies[index]?.reply as unknown as {
        found: boolean;
        data: Record<string, string>;
      };
      assert.equal(found, expected !== null, marked);
      if (!expected) return;
      const [signature, documentation] = expected;
      const [, code = "", text = ""] =
        /^```typescript\n([^]*?)\n```\n*([^]*)$/.exec(data["text/markdown"] ?? "") ?? [];
      assert.match(code, signature, marked);
      assert.match(text, documentation, marked);
      assert.equal(data["text/plain"], [code, text].filter((part) => part !== "").join("\n\n"), marked);
    });
  });

  test("is the cell complete?", () => {
    const before = Object.keys(completions).length + Object.keys(inspections).length;
    const replies = answersTo(completeness, before);
    Object.entries(completeness).forEach(([code, [status, indent]], index) => {
      const { reply } = replies[index] ?? {};
      assert.deepEqual([reply?.["status"], reply?.["indent"]], [status, indent], code);
    });
  });
});

test("folders are completed in a project whose path has capital letters", async () => {
  const project = mkdtempSync(join(tmpdir(), "My Course "));
  try {
    mkdirSync(join(project, "Part One"));
    const kernel = kernelOf().map((argument) => (argument === root ? project : argument));
    const { requests } = await session([ask("complete_request", 'import "./Pa¦"')], kernel);
    assert.deepEqual(requests[0]?.reply["matches"], ["Part One"]);
  } finally {
    rmSync(project, { recursive: true });
  }
});
