import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cells, resultText } from "../support/kernel";
import { root } from "../support/paths";

test("an edited module is loaded anew, with those that import it, and its errors are told by its lines", async () => {
  const folder = mkdtempSync(join(root, ".cache", "modules-"));
  const name = `./.cache/${folder.split("/").at(-1) ?? ""}`;
  try {
    writeFileSync(join(folder, "depth.ts"), "export const depth: number = 1;\n");
    writeFileSync(
      join(folder, "index.ts"),
      'export * from "./depth";\n\ninterface Unused {}\nexport function fail(): never {\n  throw new Error("in a module");\n}\n',
    );
    const write = (file: string, text: string) =>
      `fs.writeFileSync(${JSON.stringify(join(folder, file))}, ${JSON.stringify(text)});`;
    const answers = await cells([
      `import * as m from "${name}"; m.depth`,
      `import * as fs from "node:fs"; ${write("depth.ts", "export const depth: number = 2;\n")} ${write("new.ts", "export {};\n")}`,
      `import * as again from "${name}"; again.depth`,
      "again.fail();",
    ]);
    assert.deepEqual([resultText(answers[0]), resultText(answers[2])], ["1", "2"]);
    const traceback = answers[3]?.reply["traceback"] as string[];
    assert.match(traceback[1] ?? "", /at .*fail \(\.cache\/modules-\w+\/index\.ts:5:9\)/);
    assert.match(traceback[2] ?? "", /at Cell \[4\]:1:7/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
