import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { type Answer, type Told, resultText, session, streamText } from "../support/kernel";
import { root } from "../support/paths";

/** A cell's code, and what it shows or how it fails, with what it is told of modules that have changed. */
interface Row {
  code: string;
  result?: string;
  error?: RegExp;
  note?: string;
}

async function runRows(rows: (folder: string, name: string) => Row[]): Promise<void> {
  const folder = mkdtempSync(join(root, ".cache", "outdated-"));
  const table = rows(folder, `./.cache/${basename(folder)}`);
  let answers: Answer[];
  try {
    const steps = table.map(({ code }) => ({ execute: [code], stop_on_error: false }));
    answers = (await session(steps)).requests;
  } finally {
    rmSync(folder, { recursive: true });
  }
  table.forEach(({ code, result, error, note }, index) => {
    const answer = answers[index];
    const { status, traceback = [] }: Partial<Told> = answer?.reply ?? {};
    if (error) assert.match((traceback as string[]).join("\n"), error, code);
    else assert.equal(status, "ok", `${code}\n${String(traceback)}`);
    assert.equal(resultText(answer), result, code);
    assert.equal(streamText(answer, "stderr"), note === undefined ? "" : `${note}\n`, code);
  });
}

/** The code of a cell that writes files of modules. */
function writing(folder: string, files: Record<string, string>): string {
  const writes = Object.entries(files).map(
    ([file, text]) => `fs.writeFileSync(${JSON.stringify(join(folder, file))}, ${JSON.stringify(text)});`,
  );
  return `import * as fs from "node:fs"; ${writes.join(" ")}`;
}

test("a cell is told once what it has of a module that has changed since an earlier cell imported it", () =>
  runRows((folder, name) => {
    const area = (factor: number) =>
      `export const area = (side: number) => ${factor} * side; export interface Shape { side: number }`;
    const note = (names: string) =>
      `${name}/index has changed: ${names} still as it was, until a cell imports it again.`;
    const plural = `${name}/index has changed: area, all are still as they were, until a cell imports them again.`;
    return [
      {
        code: writing(folder, {
          "area.ts": area(1),
          "index.ts": 'export * from "./area"; export const half = 0.5;',
          "other.ts": "export const other = 1;",
        }),
      },
      { code: `import { area, half, type Shape } from "${name}/index"; area(2)`, result: "2" },
      {
        code: `import * as all from "${name}/index"; import { other } from "${name}/other"; area(2)`,
        result: "2",
      },
      { code: writing(folder, { "area.ts": area(10) }) },
      { code: "({ half: 1, other })", result: "{ half: 1, other: 1 }" },
      { code: "[1].map((half) => half)[0]!", result: "1" },
      { code: "area(2) + all.area(2)", result: "4", note: plural },
      { code: "area(2)", result: "2" },
      { code: "({ half })", result: "{ half: 0.5 }", note: note("half is") },
      { code: "const square: Shape = { side: 3 };", note: note("Shape is") },
      { code: `import { area } from "${name}/index"; area(2)`, result: "20" },
      { code: "area(2)", result: "20" },
      { code: "all.area(2)", result: "2" },
      { code: writing(folder, { "area.ts": area(100) }) },
      { code: "area(2)", result: "20", note: note("area is") },
    ];
  }));

test("what an earlier cell has imported keeps its types as it keeps its values, until a cell imports it again", () =>
  runRows((folder, name) => {
    const net = (parts: string, size = "number") => `
      export interface Net { layers: ${size}; ${parts} }
      export { a } from "./a";
      import { a } from "./a";
      import { factor } from "./rates.json";
      export const scaled = (net: Net) => net.layers;
      export function build(layers: number) { return { layers, weight: layers * a * factor }; }`;
    const old = (names: string, are = "is still as it was", they = "it") =>
      `${name}/net has changed: ${names} ${are}, until a cell imports ${they} again.`;
    return [
      {
        code: writing(folder, {
          "a.ts": "export const a = 2;",
          "rates.json": '{ "factor": 5 }',
          "net.ts": net(""),
          "gone.ts": "export const gone = (n: number) => n + 1;",
        }),
      },
      { code: `import { build, scaled, type Net } from "${name}/net"; build(3).weight`, result: "30" },
      {
        code: `import * as all from "${name}/net"; import * as rates from "${name}/rates.json"; all.a`,
        result: "2",
      },
      { code: `import { gone } from "${name}/gone"; const net = build(1); gone(1)`, result: "2" },
      {
        code:
          writing(folder, {
            "a.ts": 'export const a = "two"; export const b = 1;',
            "rates.json": '{ "rate": 5 }',
            "net.ts": 'export { a, b } from "./a"; export function build(name: string) { return name; }',
          }) + `fs.rmSync(${JSON.stringify(join(folder, "gone.ts"))});`,
      },
      // What is new is not there; what was there is, with the types of its values.
      { code: "all.b + 1", error: new RegExp(`Property 'b' does not exist[^]*${old("all")}`) },
      { code: 'build("VGG")', error: new RegExp(`'string' is not assignable[^]*${old("build")}`) },
      { code: "build(4).weight", result: "40", note: old("build") },
      { code: "all.a.toFixed(1)", result: "'2.0'", note: old("all") },
      {
        code: "rates.factor + gone(1)",
        result: "7",
        note:
          `${name}/rates.json has changed: rates is still as it was, until a cell imports it again.\n` +
          `${name}/gone is gone: gone is still as it was.`,
      },
      {
        code: "const kept: Net = net; scaled(kept)",
        result: "1",
        note: old("Net, scaled", "are still as they were", "them"),
      },
      // An import has what is there now, its types and its values, and nothing else becomes new by that.
      {
        code: `import { build } from "${name}/net"; import { b } from "${name}/a"; build("VGG").length + b`,
        result: "4",
      },
      { code: "build(4)", error: /'number' is not assignable to parameter of type 'string'/ },
      { code: "all.build(4).weight + scaled(net)", result: "41" },
      { code: `import { gone } from "${name}/gone";`, error: /Cannot find module/ },
      // A type may be two by then.
      { code: writing(folder, { "net.ts": net("name: string", "bigint") }) },
      {
        code: `import { type Net as NewNet, scaled as newScaled } from "${name}/net";`,
        error: /'"two"'|arithmetic/,
      },
      {
        code:
          writing(folder, { "a.ts": "export const a = 3;", "rates.json": '{ "factor": 1 }' }) +
          " scaled(kept)",
        result: "1",
      },
      { code: `import { type Net as NewNet, scaled as newScaled } from "${name}/net";` },
      {
        code: "newScaled(kept)",
        error: new RegExp(
          `'Net \\(${name}/net as it was\\)' is not .* to parameter of type 'import\\("${name}/net"\\)`,
        ),
      },
      // Nobody imports what has an error: nobody needs to know.
      { code: writing(folder, { "net.ts": "export const = 1;" }) },
      { code: "scaled(kept) + net.weight", result: "11" },
      { code: `import { scaled } from "${name}/net";`, error: /net\.ts:1/ },
    ];
  }));

test("an import is what its module has now: its variables, its file, and not only a file that was saved again", () =>
  runRows((folder, name) => {
    const remove = (file: string) => `fs.rmSync(${JSON.stringify(join(folder, file))});`;
    const counter = "export let calls = 0; export function count() { return ++calls; }";
    return [
      { code: writing(folder, { "counter.ts": counter, "size.ts": "export const size = 1;" }) },
      { code: `import { count, calls } from "${name}/counter"; count(); count(); calls`, result: "2" },
      { code: "const seen = () => calls; count(); [calls, seen()]", result: "[ 3, 3 ]" },
      {
        code: `import { calls as c } from "${name}/counter"; count(); [calls, seen(), c]`,
        result: "[ 4, 4, 4 ]",
      },
      { code: `export { calls as again } from "${name}/counter"; count();`, result: "5" },
      { code: "count(); [calls, seen(), c, again]", result: "[ 6, 6, 6, 6 ]" },
      {
        code: 'let calls = "own"; count(); calls += "!"; [calls, seen(), c]',
        result: "[ 'own!', 'own!', 7 ]",
      },
      { code: `import { calls } from "${name}/counter"; throw new Error("after");`, error: /after/ },
      { code: "count(); calls", result: "8" },
      { code: writing(folder, { "counter.ts": counter }) },
      { code: "count(); calls", result: "9" },
      { code: `import { count as recount } from "${name}/counter"; recount()`, result: "10" },

      { code: `import { size } from "${name}/size"; size`, result: "1" },
      { code: `fs.mkdirSync("${folder}/size"); ${remove("size.ts")}` },
      { code: `fs.writeFileSync("${folder}/size/index.ts", "export const size = 2;");` },
      { code: `import { size } from "${name}/size"; size`, result: "2" },
      { code: writing(folder, { "size.js": "exports.size = 3;" }) },
      { code: `import { size } from "${name}/size"; size`, result: "3" },
      { code: writing(folder, { "size.ts": "export const size = 4;" }) },
      { code: `import { size } from "${name}/size"; size`, result: "4" },
      // A file that comes, and one that goes, are not what earlier cells have.
      {
        code:
          writing(folder, {
            "net.ts": 'import type { A } from "./parts"; export const f = (): A => ({ a: 1 });',
          }) +
          `fs.writeFileSync("${folder}/parts.ts", "export interface A { a: number }");` +
          `fs.mkdirSync("${folder}/kind"); fs.writeFileSync("${folder}/kind/index.ts", "export const kind = 7;");`,
      },
      {
        code: `import { f } from "${name}/net"; import { kind } from "${name}/kind"; f().a + kind`,
        result: "8",
      },
      { code: writing(folder, { "kind.ts": 'export const kind = "new";' }) + remove("net.ts") },
      {
        code: "kind.toFixed(1)",
        result: "'7.0'",
        note: `${name}/kind has changed: kind is still as it was, until a cell imports it again.`,
      },
      { code: writing(folder, { "parts.ts": "export interface A { b: string }" }) },
      {
        code: "f().a.toFixed(1)",
        result: "'1.0'",
        note: `${name}/net is gone: f is still as it was.`,
      },
      { code: "f().b", error: /Property 'b' does not exist on type 'A'/ },
      { code: `import { kind } from "${name}/kind"; kind`, result: "'new'" },
      { code: `fs.rmSync("${folder}/kind.ts"); fs.rmSync("${folder}/kind", { recursive: true });` },
      { code: `fs.writeFileSync("${folder}/kind", "no folder any more");` },
      { code: "1 + 1", result: "2" },
      // What TypeScript makes of a file that it cannot read is no fault of the cell.
      { code: writing(folder, { "size.ts": "export function size( { return 5; }" }) },
      {
        code: `import { size } from "${name}/size"; size()`,
        error: /^\S+size\.ts:1:\d+ - error(?![^]*Cell)/,
      },
    ];
  }));
