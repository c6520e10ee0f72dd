import assert from "node:assert/strict";
import { test } from "node:test";
import { cells, resultText, session, streamText } from "../support/kernel";

/** What a cell may put something else in the place of, by mistake or for a test of its own, without the kernel's noticing. */
const replaced = [
  "globalThis.Date",
  "globalThis.Promise",
  "globalThis.process",
  "globalThis.performance",
  "globalThis.setTimeout",
  "globalThis.setImmediate",
  "globalThis.queueMicrotask",
];

test("cells run on where one has replaced what all code shares, and where that is frozen", async () => {
  const codes = [
    `const none: any = () => { throw new Error("replaced"); }; const all = globalThis as any; const { log } = console;\n${replaced
      .map((name) => `all.${name.replace("globalThis.", "")} = none;`)
      .join("\n")}`,
    'log("text"); [{ a: 1 }, { a: 2 }]',
    "Date.now()",
    "const wrong: number = 'text';",
    "await 7",
    "[Object.prototype, Array.prototype, Function.prototype, console, globalThis].forEach(Object.freeze);",
    "let late = 3; log(late); late + 1",
    "JSON.stringify = none;",
    "1",
  ];
  const steps = [{ execute: codes, stop_on_error: false, allow_stdin: false }];
  const { requests: answers, exit_code } = await session(steps);
  assert.deepEqual(
    answers.map(({ reply }) => [reply["status"], reply["evalue"]]),
    [
      ["ok", undefined],
      ["ok", undefined],
      ["error", "Date.now is not a function"],
      ["error", "Cell [4]:1:7 - Type 'string' is not assignable to type 'number'."],
      ["ok", undefined],
      ["ok", undefined],
      ["ok", undefined],
      ["ok", undefined],
      ["ok", undefined],
    ],
  );
  assert.equal(exit_code, 0);
  assert.equal(streamText(answers[1], "stdout"), "text\n");
  assert.equal(resultText(answers[1]), "a\n─\n1\n2");
  assert.equal(resultText(answers[4]), "7");
  assert.deepEqual([streamText(answers[6], "stdout"), resultText(answers[6])], ["3\n", "4"]);
});

/** What the kernel, and Node on its behalf, does its own work with. */
const builtins = [
  "Array.prototype.push",
  "Array.prototype.shift",
  "Array.prototype.join",
  "Array.prototype.reduce",
  "Array.prototype[Symbol.iterator]",
  "Object.getPrototypeOf([].values()).next",
  "String.prototype.endsWith",
  "String.prototype.replace",
  "String.prototype.split",
  "RegExp.prototype.exec",
  "RegExp.prototype[Symbol.replace]",
  "Function.prototype.call",
  "Date.prototype.toISOString",
  "Map.prototype.get",
  "WeakMap.prototype.set",
  "Promise.prototype.then",
  "Object.keys",
  "Object.defineProperty",
  "Reflect.apply",
  "Atomics.add",
  "Buffer.from",
  "Error.prepareStackTrace",
  "globalThis.Array",
  "globalThis.Error",
];

test("whatever a cell puts in the place of a builtin, this cell and later ones are answered", async () => {
  const codes = builtins.flatMap((name) => [
    `const original = ${name} as any; (${name} as any) = () => { throw 'replaced'; };`,
    "process.stdout.write('text'); 40 + 2",
    `(${name} as any) = original;`,
  ]);
  const { requests: answers, exit_code } = await session([{ execute: codes, stop_on_error: false }]);
  const failed = codes.flatMap((code, i) => {
    const evalue = answers[i]?.reply["evalue"];
    return evalue === undefined ? [] : [[builtins[Math.floor(i / 3)], code, evalue]];
  });
  assert.deepEqual(failed, []);
  const shown = answers.filter((_, i) => i % 3 === 1);
  assert.deepEqual(
    shown.map((answer) => [streamText(answer, "stdout"), resultText(answer)]),
    builtins.map(() => ["text", "42"]),
  );
  assert.equal(exit_code, 0);
});

test("what cells replace stays as they have left it, for their own code alone, but for what Node itself needs", async () => {
  const answers = await cells([
    `const { map } = Array.prototype;
Array.prototype.map = function (this: any, f: any) { console.log("mine"); return map.call(this, f); } as any;
delete (Array.prototype as any).flat;
0`,
    "[{ a: 1 }, { a: 2 }]",
    "console.log(typeof [].flat); [1, 2].map((n) => 2 * n)",
    "setTimeout(() => [1].map(String), 1); 0", // before the reply, but after the cell's own code
    "Array.prototype.pop = () => { throw new Error('replaced'); };",
    "Function.prototype.apply = () => { throw new Error('replaced'); }; 0",
    "[Math.max.apply(null, [1, 2]), [3].pop()]",
  ]);
  assert.deepEqual(
    answers.map((answer) => [streamText(answer, "stdout"), resultText(answer)]),
    [
      ["", "0"],
      ["", "a\n─\n1\n2"],
      ["undefined\nmine\n", "[ 2, 4 ]"],
      ["mine\n", "0"],
      ["", undefined],
      ["", "0"],
      ["", "[ 2, 3 ]"],
    ],
  );
  assert.match(streamText(answers[4], "stderr"), /^Array\.prototype\.pop is the original again/);
  assert.match(streamText(answers[5], "stderr"), /^Function\.prototype\.apply is the original again/);
  assert.equal(answers[5]?.reply["status"], "ok");
});

test("an interrupt ends code that has replaced what the kernel needs", async () => {
  const { requests: answers, exit_code } = await session([
    { interrupt: 0.5, with: "message" },
    {
      execute: [
        `for (const name of ["push", "shift", "join", "map", "filter"]) (Array.prototype as any)[name] = () => { throw "replaced"; };
for (const name of ["get", "set", "delete"]) (Map.prototype as any)[name] = (WeakMap.prototype as any)[name] = () => { throw "replaced"; };
for (;;);`,
        "1",
      ],
      stop_on_error: false,
    },
  ]);
  assert.deepEqual([answers[0]?.reply["ename"], resultText(answers[1])], ["KeyboardInterrupt", "1"]);
  assert.equal(exit_code, 0);
});
