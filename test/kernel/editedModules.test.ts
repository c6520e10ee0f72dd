import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withKernel } from "../support/kernel";
import { root } from "../support/paths";

const codeCell = (source: string) => ({
  cell_type: "code",
  execution_count: null,
  metadata: {},
  outputs: [],
  source,
});

function notebook(...sources: string[]): string {
  return JSON.stringify({
    cells: sources.map(codeCell),
    metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 4,
  });
}

test("an edited module is loaded anew, with those that import it, and its errors are told by its lines", async () => {
  const folder = mkdtempSync(join(root, ".cache", "modules-"));
  const name = `./.cache/${folder.split("/").at(-1) ?? ""}`;
  try {
    writeFileSync(join(folder, "depth.ts"), "export const depth: number = 1;\n");
    writeFileSync(
      join(folder, "index.ts"),
      'export * from "./depth";\n\ninterface Unused {}\nexport function fail(): never {\n  throw new Error("in a module");\n}\n',
    );
    const edit =
      'import * as fs from "node:fs";\n' +
      `fs.writeFileSync(${JSON.stringify(join(folder, "depth.ts"))}, "export const depth: number = 2;\\n");\n` +
      `fs.writeFileSync(${JSON.stringify(join(folder, "new.ts"))}, "export {};\\n");\n` +
      "await new Promise((go) => setTimeout(go, 1500));";
    writeFileSync(
      join(folder, "book.ipynb"),
      notebook(
        `import * as m from "${name}"; m.depth`,
        edit,
        `import * as again from "${name}"; again.depth`,
        "again.fail();",
      ),
    );
    const { code, stderr } = await withKernel(
      ["-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--inplace", "book.ipynb"],
      "",
      folder,
    );
    assert.equal(code, 0, stderr);
    const { cells } = JSON.parse(readFileSync(join(folder, "book.ipynb"), "utf8")) as {
      cells: { outputs: { data?: Record<string, string[]>; traceback?: string[] }[] }[];
    };
    const text = (index: number) => String(cells[index]?.outputs[0]?.data?.["text/plain"]);
    assert.deepEqual([text(0), text(2)], ["1", "2"]);
    const traceback = cells[3]?.outputs[0]?.traceback ?? [];
    assert.match(traceback[1] ?? "", /at .*fail \(\.cache\/modules-\w+\/index\.ts:5:9\)/);
    assert.match(traceback[2] ?? "", /at Cell \[4\]:1:7/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
