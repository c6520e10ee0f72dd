import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
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

describe("a notebook in a folder far from the project", () => {
  let folder: string;
  before(() => {
    folder = join(mkdtempSync(join(tmpdir(), "notebooks-")), "chapter");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "sound.ipynb"),
      notebook(
        'import { codeFrame } from "./src/kernel/tracebacks/code-frame";',
        'codeFrame("a", { line: 0, column: 0 })',
      ),
    );
    writeFileSync(join(folder, "failing.ipynb"), notebook("1", 'throw new Error("boom");', "2"));
    writeFileSync(
      join(folder, "floating.ipynb"),
      notebook('void Promise.reject(new Error("floating"));', "2"),
    );
  });
  after(() => rmSync(join(folder, ".."), { recursive: true }));

  const nbconvert = (name: string) =>
    withKernel(["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", name], "", folder);

  test("imports the project's src, and is executed by nbconvert", async () => {
    const { code, stderr } = await nbconvert("sound.ipynb");
    assert.equal(code, 0, stderr);
    const executed = readFileSync(join(folder, "sound.ipynb"), "utf8");
    assert.match(executed, /'1 \| a'/);
  });

  for (const name of ["failing", "floating"]) {
    test(`nbconvert fails on a ${name} cell`, async () => {
      const { code, stderr } = await nbconvert(`${name}.ipynb`);
      assert.notEqual(code, 0);
      assert.match(stderr, name === "failing" ? /Error: boom/ : /Error: floating/);
    });
  }

  test("papermill fails on a failing cell", async () => {
    const { code, stderr } = await withKernel(["-m", "papermill", "failing.ipynb", "out.ipynb"], "", folder);
    assert.notEqual(code, 0);
    assert.match(stderr, /Cell \[2\]:1:7/);
  });
});

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
