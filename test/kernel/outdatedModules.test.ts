import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { type Answer, cells, resultText, streamText } from "../support/kernel";
import { root } from "../support/paths";

test("a cell is told once what it has of a module that has changed since an earlier cell imported it", async () => {
  const folder = mkdtempSync(join(root, ".cache", "outdated-"));
  const name = `./.cache/${basename(folder)}`;
  const write = (file: string, text: string) =>
    `fs.writeFileSync(${JSON.stringify(join(folder, file))}, ${JSON.stringify(text)});`;
  const area = (factor: number) =>
    `export const area = (side: number) => ${factor} * side; export interface Shape { side: number }`;
  const note = (names: string) =>
    `${name}/index has changed: ${names} still as it was, until a cell imports it again.\n`;
  const plural = `${name}/index has changed: area, all are still as they were, until a cell imports them again.\n`;

  const table: [code: string, result: string | undefined, stderr: string][] = [
    [
      `import * as fs from "node:fs"; ${write("area.ts", area(1))}` +
        write("index.ts", 'export * from "./area"; export const half = 0.5;') +
        write("other.ts", "export const other = 1;"),
      undefined,
      "",
    ],
    [`import { area, half, type Shape } from "${name}/index"; area(2)`, "2", ""],
    [`import * as all from "${name}/index"; import { other } from "${name}/other"; area(2)`, "2", ""],
    [write("area.ts", area(10)), undefined, ""],
    ["const square: Shape = { side: 3 }; ({ half: 1, other })", "{ half: 1, other: 1 }", ""],
    ["square.side + [1].map((half) => half)[0]!", "4", ""],
    ["area(2) + all.area(2)", "4", plural],
    ["area(2)", "2", ""],
    ["({ half })", "{ half: 0.5 }", note("half is")],
    [`import { area } from "${name}/index"; area(2)`, "20", ""],
    ["area(2)", "20", ""],
    ["all.area(2)", "2", ""],
    [write("area.ts", area(100)), undefined, ""],
    ["area(2)", "20", note("area is")],
  ];
  let answers: Answer[];
  try {
    answers = await cells(table.map(([code]) => code));
  } finally {
    rmSync(folder, { recursive: true });
  }
  table.forEach(([code, result, stderr], index) => {
    assert.equal(answers[index]?.reply["status"], "ok", code);
    assert.equal(resultText(answers[index]), result, code);
    assert.equal(streamText(answers[index], "stderr"), stderr, code);
  });
});
