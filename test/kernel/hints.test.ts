import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Answer, cells } from "../support/kernel";

/** A cell that does not compile, and the line of its traceback that helps on; undefined where none does. */
const cases: [code: string, hint: RegExp | undefined][] = [
  [
    'const load = (name: string) => Promise.resolve({ name }); load("a").name',
    /^Did you forget to use 'await'\?$/,
  ],
  ["const one = Promise.resolve(1); one + 1", /^Did you forget to use 'await'\?$/],
  ["const two = Promise.resolve(2); const n: number = two", /^Did you forget to use 'await'\?$/],
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
  ["let q = ;", undefined],
  ["const s: string = 1;", undefined],
  ["1 + nothing", undefined],
];

describe("a cell that does not compile", () => {
  let answers: Answer[];
  before(async () => {
    answers = await cells(cases.map(([code]) => code));
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
});
