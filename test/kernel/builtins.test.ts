/** What cells may do to what the language gives all code, beside putting functions in its place (globals.test.ts). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cells, resultText } from "../support/kernel";

test("the kernel finds the objects that name functions, whatever a cell puts in their place", async () => {
  const names = ["JSON", "Math", "Reflect", "Atomics", "Intl"];
  const codes = names.flatMap((name) => [
    `const kept = ${name}; (globalThis as any).${name} = undefined; 0`,
    `[typeof ${name}, [{ a: 1 }].length]`,
    `(globalThis as any).${name} = kept; typeof ${name}`,
  ]);
  assert.deepEqual(
    (await cells(codes)).map(resultText),
    names.flatMap(() => ["0", "[ 'undefined', 1 ]", "'object'"]),
  );
});

test("what a cell adds to Object.prototype keeps the kernel from nothing that it puts back", async () => {
  const answers = await cells([
    "const { map } = Array.prototype;",
    "(Object.prototype as any).get = () => 'added'; 0",
    "Array.prototype.map = () => { throw new Error('replaced'); }; 0",
    "({ a: 1 }).a",
    "Array.prototype.map = map; 2",
  ]);
  assert.deepEqual(answers.map(resultText), [undefined, "0", "0", "1", "2"]);
});
