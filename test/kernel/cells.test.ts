/** What cells mean: sequences of them, run one after another in one kernel. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Answer, resultText, session, streamText, type Step } from "../support/kernel";

/** A result's text, a pattern of an error's traceback, or null where a cell ends without either. */
type Seen = string | RegExp | null;

const lines = (count: number) => Array.from({ length: count }, (_, n) => `const line${n} = ${n};`).join("\n");

const sequences: Record<string, [cell: string, seen: Seen][]> = {
  "constants, classes, interfaces and enums are declared again, and old values keep their types": [
    [
      "const a = 1; class K { #p = 1; constructor(readonly x: number) {} } interface I { a: number } enum E { A = 1, B }\n" +
        "const oldK = new K(1); const oldI: I = { a: 1 }; const oldE = E.B; oldK.x",
      "1",
    ],
    [
      'const a = "s"; class K { y = 2 } interface I { b: string } enum E { C = 7 }\n[a, new K().y, E.C, E[7]]',
      "[ 's', 2, 7, 'C' ]",
    ],
    ["const k: K = oldK;", /:1:7 - error TS2741: Property 'y' is missing in type 'K \(Cell \[\d+\]\)' but/],
    ["const i: I = oldI;", /TS2741: Property 'b' is missing in type 'I \(Cell \[\d+\]\)' but required in/],
    ["const e: E = oldE;", /TS2322: Type 'E\.B' is not assignable to type 'E'/],
    ["oldK.x + oldI.a + oldE", "4"],
  ],
  "functions see what later cells assign to a variable": [
    ["let n = 2; function f() { return n }", null],
    ["n = 5; f()", "5"],
    ["n++; n += 2; f()", "8"],
    ["[n] = [11]; ({ n } = { n: n + 1 }); for (n of [n]) {} f()", "12"],
    ["const grow = () => ++n; grow(); n", "13"],
    ["n = 20; grow()", "21"],
    ['n = "x"', /:1:1 - error TS2322: Type 'string' is not assignable to type 'number'/],
  ],
  "a cell lies in the project's root, but may name another folder": [
    [
      'import { basename, relative } from "node:path"; [relative(process.cwd(), __dirname), basename(__filename)]',
      "[ '', 'cell.ts' ]",
    ],
    ['const __dirname = "/elsewhere"; __dirname', "'/elsewhere'"],
    ["__dirname", "'/elsewhere'"],
  ],
  "a variable without a value": [
    ["let best; const show = () => best;", null],
    ["best = 5; show()", "5"],
    ["let best; show()", null], // another variable
    ["best", null],
    ["let typed: number | undefined; function showTyped() { return typed }", null],
    ["typed = 3; showTyped()", "3"],
    ["let typed: number | undefined;", null],
    ["[typed, showTyped()]", "[ undefined, undefined ]"],
    [
      "const rows = []; for (const x of [1, 2]) rows.push({ x }); let u = undefined; u = 3; [rows, u]",
      "[ [ { x: 1 }, { x: 2 } ], 3 ]",
    ],
    ["rows.push({ x: 5 }); rows.length", "3"],
    ["const rows = [] as number[]; rows.length", "0"],
    ["const rows = [];", null],
    ["rows.push(1); rows", "[ 1 ]"],
    ["let evolving; evolving = 'x'; evolving.length", "1"],
  ],
  "functions see what later cells declare anew: variables, however they begin": [
    [
      "const p1 = [1]; const p2: number[] = []; var p3 = 1; let p4: number; let p5 = 1; const [p6] = [1]; for (var p7 = 0; p7 < 1; p7++);\n" +
        "const seeP = () => `${[p1.length, p2, p3, p4, p5, p6, p7]}`; const setP = () => { p3++; p4 = p3; p7++; };",
      null,
    ],
    [
      "const p1 = []; const [p2] = [[2]]; let p3: any; var p4 = 2; for (var p5 = 1; p5 < 2; p5++); let p6 = 2; const p7 = 2;",
      null,
    ],
    ["seeP()", "'0,2,,2,2,2,2'"],
    ["p3 = 3; [p4] = new Set([3]); for (p5 of [3]); p6++; seeP()", "'0,2,3,3,3,3,2'"],
    ["setP(); [p3, p4, p7]", "[ 4, 4, 3 ]"],
    ["var p7 = 5; const seeLast = () => seeP().at(-1); setP(); p7++; [seeLast(), p7]", "[ '7', 7 ]"],
    ['if (p6 === 3) throw new Error("early"); let p5 = "z";', /^Error: early/],
    ["p5 = 4; seeP()", "'0,2,5,5,4,3,7'"],
    ["function p3() {} seeP()", "'0,2,function p3() { },5,4,3,7'"],
  ],
  "what a cell imports stays what it was to its functions": [
    ['import { basename } from "node:path"; const seeBasename = () => basename("a/b");', null],
    ["const basename = (path: string) => path; [basename('a/b'), seeBasename()]", "[ 'a/b', 'b' ]"],
  ],
  "functions see what later cells declare anew: functions": [
    ["function rf() { return 1 } function rg() { return rf() } rg()", "1"],
    ["[rg(), rf()]; function rf() { return 2 }", null],
    ["function rf() { return 3 } [rg(), rf.name]", "[ 3, 'rf' ]"],
    ["function rf(text: string) { return text.length } rf('four')", "4"], // of another type
    ["rf(4)", /TS2345: Argument of type 'number' is not assignable to parameter of type 'string'/],
    ["throw new Error('early'); function rf() { return 5 }", /Error: early/],
    ["[rg(), rf()]", "[ 5, 5 ]"],
    ["throw new Error('early'); const rf = () => 6;", /Error: early/],
    ["[rg(), rf()]", "[ 5, 5 ]"],
    ["const rf = () => 7; rg()", "7"],
    ["let rf = () => 8; rg()", "8"],
    ["rf = () => 9; rg()", "9"],
    ["var rf = () => 10; const seeRf = () => rf(); [rg(), seeRf()]", "[ 10, 10 ]"],
    ["rf = () => 11; [rg(), seeRf()]", "[ 11, 11 ]"],
    ["function rf() { return 12 } rg()", "12"],
    ["type rf = number; rg()", "12"],
  ],
  "functions see what later cells declare anew: recursion, generators, async functions, overloads, default exports":
    [
      [
        "function fact(n: number): number { return n < 2 ? 1 : n * fact(n - 1) } const oldFact = fact;\n" +
          "function* odd(): Generator<number> { yield 1; yield* even() } function* even(): Generator<number> { yield 2 }\n" +
          "async function soon() { await null; return word(2) } function word(n: number): string; function word(s: string): string;\n" +
          "function word(x: unknown) { return `old ${x}` } export default function main() { return 1 } export function seeMain() { return main() }",
        null,
      ],
      ["function fact(n: number) { return 100 } [fact(3), oldFact(3)]", "[ 100, 300 ]"],
      ["function* even() { yield 3; yield 4 } [...odd()]", "[ 1, 3, 4 ]"],
      ["const running = soon(); function word(n: number) { return `new ${n}` } await running", "'new 2'"],
      ["export default function main() { return 2 } seeMain()", "2"],
    ],
  "functions see what later cells declare anew: classes, enums, namespaces": [
    [
      "class Animal { legs = 4; static make() { return new Animal() } } class Dog extends Animal { barks = true }\n" +
        "const oldAnimal = new Animal(); const makeAnimal = () => new Animal(); const isAnimal = (x: unknown) => x instanceof Animal;\n" +
        "enum Size { Small = 1 } const small = () => Size.Small; namespace Where { export const x = 1 } const where = () => Where.x;",
      null,
    ],
    [
      "class Animal { legs = 6; constructor() { if (new.target !== Animal) throw new Error('derived') } }\n" +
        "[makeAnimal().legs, isAnimal(new Animal()), isAnimal(oldAnimal), new Dog().legs, new Dog() instanceof Animal, Animal.name]",
      "[ 6, true, false, 4, false, 'Animal' ]",
    ],
    ["throw new Error('early'); class Animal { legs = 8 }", /Error: early/],
    ["makeAnimal().legs", "6"],
    ["enum Size { Small = 10 } small()", "10"],
    ["namespace Where { export const x = 2 } where()", "2"],
    [
      "using held = null; class Animal { legs = 2 } const seeLegs = () => new Animal().legs; [makeAnimal().legs]",
      "[ 2 ]",
    ],
    ["class Animal { legs = 0 } [makeAnimal().legs, seeLegs()]", "[ 0, 0 ]"],
  ],
  "a stack tells the cells that functions are from now": [
    ["function outer() { return inner() } function inner() { return 1 }", null],
    [
      "function inner(): number {\n  throw new Error('inside') }\nouter()",
      /Error: inside\n {4}at inner \(Cell \[\d+\]:2:9\)\n {4}at outer \(Cell \[\d+\]:1:27\)\n {4}at Cell \[\d+\]:3:\d\n/,
    ],
  ],
  "what a cell has held goes when it is run again, though its functions would see a new one": [
    ["const refs: WeakRef<object>[] = [];", null],
    ...Array.from({ length: 2 }, (): [string, Seen] => [
      "var big = { size: 1 }; refs.push(new WeakRef(big)); function keepsBig() { return big }",
      null,
    ]),
    [
      'require("node:v8").setFlagsFromString("--expose-gc"); const gc = require("node:vm").runInNewContext("gc");\n' +
        "await new Promise((go) => setTimeout(go, 50)); gc(); refs.map((ref) => typeof ref.deref())",
      "[ 'undefined', 'object' ]",
    ],
    ["keepsBig()", "{ size: 1 }"],
  ],
  destructuring: [
    ["let { p, q: [r = 0, ...s], ...t } = { p: 1, q: [2, 3], z: 5 }; const all = () => [p, r, s, t];", null],
    ["[p, r] = [r * 10, p]; all()", "[ 20, 1, [ 3 ], { z: 5 } ]"],
    [
      'const [i1, i2] = new Set([1, 2]); export const [[i3]] = new Map([["a", 1]]); let [i4, ...i5] = "😀bc";\n' +
        "var [i6, ...i7] = (function* () { yield 1; yield 2; })(); [i1, i2, i3, i4, i5, i6, i7]",
      "[ 1, 2, 'a', '😀', [ 'b', 'c' ], 1, [ 2 ] ]",
    ],
    [
      "[i4, ...i5] = '😀d'; [[i6]] = new Map([[5, 6]]); ({ size: i6 } = { size: i6 + 1 }); [i4, i5, i6]",
      "[ '😀', [ 'd' ], 6 ]",
    ],
    [
      "let d1, d2: any, d3: number[] = []; [d1 = 5, d2] = new Set([undefined, 2]); for ([d1, { d2 = d1 }] of new Map([[1, {} as any]]));\n" +
        "for (d3[0] of new Set([9])); const inner = () => { ({ d1, d2: [d2] } = { d1: 3, d2: new Set([4]) }); }; inner(); [d1, d2, d3]",
      "[ 3, 4, [ 9 ] ]",
    ],
    ["[d1, d2]", "[ 3, 4 ]"],
    ["for (d1 in { key: 1 }); d1", "'key'"],
    ["const { made = () => 1, Made = class {} } = {}; [made.name, Made.name]", "[ 'made', 'Made' ]"],
    ["const half = 's'; let half2 = 's'; var half3 = 's';", null],
    [
      "const { half, half2, half3, q: [never] } = { half: 1, half2: 1, half3: 1, q: null as any };",
      /TypeError: /,
    ],
    ["const string: string[] = [half, half2, half3]; string", "[ 's', 's', 's' ]"],
  ],
  "`var` in loops and blocks": [
    ["for (var v = 0; v < 3; v++) { var w = v * 2 }\nconst seeV = () => v;", null],
    ["[v, w!]", "[ 3, 4 ]"],
    ["v = 9; seeV()", "9"],
    ["var twice = 1; const seeTwice = () => twice; var twice = 2; twice", "2"],
    ["twice++; var v = 1; var v = 5; [twice, seeTwice(), v, seeV()]", "[ 3, 3, 5, 5 ]"],
    ['twice = "x"', /TS2322: Type 'string' is not assignable to type 'number'/],
  ],
  "overloads and generics": [
    [
      "function over(x: string): string; function over(x: number): number; function over(x: any) { return x }",
      null,
    ],
    ['over(5).toFixed(1) + over("xyz").length', "'5.03'"],
    ["over(true)", /TS2769: No overload matches this call/],
    [
      "class Box<T> { constructor(private v: T) {} map<U>(f: (v: T) => U) { return new Box(f(this.v)) } get() { return this.v } }",
      null,
    ],
    ["new Box(2).map((x) => `<${x}>`).get().length", "3"],
    ["type Pair<A, B = A> = [A, B]; const pair: Pair<number> = [1, 2];", null],
    ['const other: Pair<number> = [1, "2"];', /TS2322: Type 'string' is not assignable to type 'number'/],
  ],
  "namespaces, enums, abstract classes, decorators": [
    ["namespace N { export const x = 1; export interface Q { z: number } } const enum C { X = 3, Y }", null],
    ["const nq: N.Q = { z: N.x }; nq.z + C.Y", "5"],
    ["abstract class Shape { abstract area(): number; describe() { return `area ${this.area()}` } }", null],
    [
      "class Square extends Shape { constructor(private s: number) { super() } area() { return this.s ** 2 } }\nnew Square(3).describe()",
      "'area 9'",
    ],
    ["new Shape()", /TS2511: Cannot create an instance of an abstract class/],
    [
      "function twice(method: (n: number) => number, _: ClassMethodDecoratorContext) { return (n: number) => 2 * method(n) }\n" +
        "class Decorated { @twice m(n: number) { return n } }",
      null,
    ],
    ["new Decorated().m(4)", "8"],
    ["function Mixed() { return 1 } namespace Mixed { export const y = 2 }", null],
    ["Mixed() + Mixed.y", "3"],
  ],
  "`declare global` holds for later cells": [
    [
      "declare global { interface Array<T> { second(): T | undefined } }\nArray.prototype.second = function () { return this[1] };",
      "[Function (anonymous)]",
    ],
    ["[1, 2].second()?.toFixed(1)", "'2.0'"],
    ['Reflect.deleteProperty(Array.prototype, "second")', "true"],
  ],
  "`await` and `using` at the top level": [
    [
      "const awaited = await Promise.resolve(5); for await (const x of [Promise.resolve(1)]) console.log(x)\nawaited",
      "5",
    ],
    [
      "using file = { open: true, [Symbol.dispose]() { this.open = false } }; const opened = file; opened.open",
      "true",
    ],
    ["opened.open", "false"],
    ["file", /Cannot find name 'file'/],
    ["await using later = { async [Symbol.asyncDispose]() { opened.open = true } }; 1", "1"],
    ["opened.open", "true"],
    ["Promise.resolve(42)", "42"],
  ],
  "imports hold for later cells": [
    [
      'import events from "node:events"; import { join as J } from "node:path"; import * as path from "node:path";\n' +
        'import type { Stats } from "node:fs"; import { type PathLike, existsSync } from "node:fs"; import os = require("node:os");',
      null,
    ],
    [
      'J("a", path.basename("x/y")) + existsSync("package.json") + events.once.name + typeof os.cpus',
      "'a/ytrueoncefunction'",
    ],
    ["const stats: Stats | undefined = undefined; const like: PathLike = 5;", /TS2322: Type 'number' is not/],
    ['const url = await import("node:url"); typeof url.parse', "'function'"],
    ["const J = 5; J", "5"],
    ['import settings from "./tsconfig.json"; settings.compilerOptions.strict', "true"],
  ],
  "`export` in a cell": [
    [
      "export let ex = 1; export function exf() { return ex } export type ET = string; export default class D1 {}",
      null,
    ],
    ['ex = 2; const et: ET = "s"; [exf(), new D1()]', "[ 2, D1 {} ]"],
    [
      'const listed = 1; export { listed, listed as renamed }; export { sep as S } from "node:path"; export * as P from "node:os";',
      null,
    ],
    ["[listed, renamed, S, typeof P.cpus]", "[ 1, 1, '/', 'function' ]"],
    ["let aliased = 1; var aliasedVar = 2; const aliasedRows = ['r']; interface AliasedType { a: 1 }", null],
    [
      "export { aliased, aliased as alias, aliasedVar as alias2, aliasedRows as alias3, AliasedType as Alias4 };",
      null,
    ],
    [
      "aliased = 3; aliasedVar = 4; const alias4: Alias4 = { a: 1 }; [alias, alias2, alias3, alias4]",
      "[ 3, 4, [ 'r' ], { a: 1 } ]",
    ],
    ["alias = 5", /TS2632: Cannot assign to 'alias' because it is not a variable\./],
    ["let alias = 'own'; [alias, aliased]", "[ 'own', 3 ]"],
    [
      "export { type AliasedType as Alias5, exf as alias6 }; const alias5: Alias5 = { a: 2 };",
      /TS2304|TS2322: Type '2' is not assignable to type '1'/,
    ],
    ["export { nothing as alias7 }", /:1:10 - error TS2304: Cannot find name 'nothing'/],
    ["export default 5", null],
    [
      "export import Q = require('node:path'); namespace Inside { export namespace Deep { export const y = 2 } } import Deep = Inside.Deep;",
      null,
    ],
    ["[Q.sep, Deep.y]", "[ '/', 2 ]"],
    ["export type { Stats as FileStats } from 'node:fs'; import type * as Types from 'node:path';", null],
    ["let fileStats: FileStats | undefined; let parsed: Types.ParsedPath | undefined; parsed", null],
  ],
  "what a module may have and a cell may not is refused in words": [
    ["export = 5", /^Cell \[\d+\]:1:1 - error: A cell has no 'export ='/],
    [
      'export * from "./src/kernel/output/wording"',
      /^Cell \[\d+\]:1:1 - error: A cell has no 'export \*'.* import \* as all from ".\/src\/kernel\/output\/wording"/,
    ],
    [
      "if (true) function inIf() {}",
      /:1:11 - error: A function can only be declared at the top level or in a block/,
    ],
    ["if (true) { function inBlock() {} } switch (1) { default: function inCase() {} }", null],
    [
      "let cond = 1;\nif (cond = 2) {}",
      /:2:5 - error: This sets cond to 2, and so always goes one way: === compares\./,
    ],
    ["let cond = 1; if ((cond = 2)) {} while ((cond = cond - 1)) {} cond", "0"],
    ["let found: string | null; while (found = [null][0] ?? null) {}", null],
    ["const jsxLike = <div></div>;", /error TS/],
    ["return 5", /:1:1 - error TS1108/],
    ["with (Math) { abs(1) }", /:1:1 - error TS1101/],
    ["arguments", /TS2304: Cannot find name 'arguments'/],
    ["const require = 5", /TS2441: Duplicate identifier 'require'/],
    ["this", null],
  ],
  "attributes of imports": [
    ['import settings from "./tsconfig.json" with { type: "json" }; settings.compilerOptions.strict', "true"],
    ['(await import("./tsconfig.json", { with: { type: "json" } })).default.compilerOptions.strict', "true"],
  ],
  "what `declare` says to be elsewhere": [
    [
      "declare const outside: number; declare function outsideF(): number; declare class OutsideC { a: number }",
      null,
    ],
    ["outside", /ReferenceError: outside is not defined/],
    [
      "Object.assign(globalThis, { outside: 5, outsideF: () => 6, OutsideC: class { a = 7 } }); [outside, outsideF(), new OutsideC().a]",
      "[ 5, 6, 7 ]",
    ],
    ["let outside = 'own'; [outside, Reflect.get(globalThis, 'outside')]", "[ 'own', 5 ]"],
  ],
  "small cells": [
    ["// a comment", null],
    ["", null],
    ["\n\n  ", null],
    ['"last"', "'last'"],
    ["#!/usr/bin/env node\nconst afterShebang: number = 5; afterShebang", "5"],
    ["#!/usr/bin/env node\nconst inShebang: string = 5;", /:2:7 - error TS2322/],
    ["\uFEFFconst afterMark: string = 5;", /:1:8 - error TS2322/],
    ["const l1 = 1;\u2028const l2 = 2;\rthrow new Error('late');", /at Cell \[\d+\]:1:35\n/],
    ['/(?<year>\\d{4})[\\p{L}--[a-z]]?/v.exec("2024")?.groups?.year', "'2024'"],
    ["const naïve = 1, π = 3, 变量 = 5; lab: { if (π > naïve) break lab }", null],
    ["[naïve, π, 变量]", "[ 1, 3, 5 ]"],
    [
      "class Modern { static get s() { return 5 } accessor z = 3; #p = 1; has(o: object) { return #p in o } }\n[Modern.s, new Modern().z, new Modern().has({})]",
      "[ 5, 3, false ]",
    ],
    ["outer: for (const i of [1, 2]) { for (;;) continue outer }", null],
    ["undefined", null],
    ["null", "null"],
    ["[3, 1, 2].toSorted()", "[ 1, 2, 3 ]"],
    ["const first = 1;\r\nconst second: string = first;\r\n", /:2:7 - error TS2322.*\n?.*/],
    [`${lines(5000)}\nline4999 + line0`, "4999"],
  ],
  "types that no declaration can express": [
    [
      "const Anonymous = class { private secret = 1; get() { return this.secret } }; const key: unique symbol = Symbol('k'); const keyed = { [key]: 1 };",
      null,
    ],
    ["[new Anonymous().get(), keyed[key]]", "[ 1, 1 ]"],
    ["new Anonymous().secret", /:1:17 - error TS2341: Property 'secret' is private/],
  ],
  "a cell that fails leaves what it has completed": [
    ["const kept = 1; let redone = 'old'; const unreached = 'old';", null],
    [
      "const made = 7; const fails = () => { throw new Error('half') }; let redone = made;\nfails(); const unreached = 5; const after = 1;",
      /Error: half/,
    ],
    ["[kept, made, redone.toFixed(1), unreached.toUpperCase()]", "[ 1, 7, '7.0', 'OLD' ]"],
    ["after", /TS2304: Cannot find name 'after'/],
    ["const broken: number = 'x'; const unmade = 1;", /TS2322/],
    ["unmade", /TS2304: Cannot find name 'unmade'/],
  ],
  "names of globals": [
    ["const name = 'n'; const process = { pid: 'mine' };", null],
    ["[name, process.pid, typeof globalThis.process.pid]", "[ 'n', 'mine', 'number' ]"],
    ["import process from 'node:process'; typeof process.pid", "'number'"],
    ["const Object = 5; let shadowed; shadowed = 6; function shadows() { return Object }", null],
    ["shadowed++; [shadowed, shadows()]", "[ 7, 5 ]"],
  ],
  "assignments to what is no variable": [
    ["const fixed = 1; function fun() {}", null],
    ["fixed = 2", /TS2632: Cannot assign to 'fixed' because it is not a variable\./],
    ["fun = () => {}", /TS2632: Cannot assign to 'fun' because it is not a variable\./],
    ["const own = 1; own = 2", /:1:16 - error TS2588: Cannot assign to 'own' because it is a constant/],
  ],
  "cells are strict": [
    ["const untyped = (x) => x;", /TS7006: Parameter 'x' implicitly has an 'any' type/],
    ["let maybe: string | undefined;", null],
    ["maybe.length", /TS18048: 'maybe' is possibly 'undefined'/],
  ],
  "an error shows its line and column in the cell": [
    ["const here = 5;", null],
    [
      "const wrong: string = here;",
      /:1:7 - error TS2322: [^]*\n1 \| const wrong: string = here;\n {2}\| {7}\^/,
    ],
    [
      "here; const ok = here;\n\n  const e2: string = ok;",
      /:3:9 - error TS2322[^]*\n3 \| {3}const e2: string = ok;\n {2}\| {9}\^/,
    ],
    ["/* é😀 */ const e3: string = here;", /:1:17 - error TS2322/],
    ["const a b = 5;", /:1:9 - error TS1005: ',' expected/],
    [
      "here;\nthrow new Error('thrown');",
      /Error: thrown\n {4}at Cell \[\d+\]:2:7\n2 \| throw new Error\('thrown'\);\n {2}\| {7}\^/,
    ],
    ["const e4 = here; throw new Error('é😀');", /at Cell \[\d+\]:1:24/],
  ],
};

const cells = Object.values(sequences).flat();
let answers: Answer[] = [];

/** What a reader sees of a cell: its result, or its error. */
function seen(answer: Answer | undefined): string | undefined {
  if (answer?.reply["status"] === "error") return (answer.reply["traceback"] as string[]).join("\n");
  return resultText(answer) as string | undefined;
}

describe("cells", () => {
  before(async () => {
    const steps: Step[] = [{ execute: cells.map(([code]) => code), stop_on_error: false }];
    answers = (await session(steps)).requests;
  });

  for (const [what, sequence] of Object.entries(sequences)) {
    test(what, () => {
      for (const cell of sequence) {
        const [code, expected] = cell;
        const answer = answers[cells.indexOf(cell)];
        const [status, shown] = [answer?.reply["status"], seen(answer)];
        const where = code.slice(0, 200);
        if (expected instanceof RegExp) assert.match(String(shown), expected, where);
        else assert.deepEqual([status, shown ?? null], ["ok", expected], `${where}\n${shown}`);
        assert.equal(streamText(answer, "stderr"), "", where);
      }
    });
  }
});
