/** Notebooks as nbclient leaves them: cells, what they put out, and what holds for every notebook of the course. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runProgram } from "./notebook";
import { python, root } from "./paths";

export interface Output {
  output_type: string;
  data?: Partial<Record<"text/plain" | "image/svg+xml", string | string[]>> & Record<string, unknown>;
}

export interface ExecutedCell {
  cell_type: "markdown" | "code";
  source: string[];
  metadata: { tags?: string[]; convbook?: { picture?: string } };
  execution_count?: number | null;
  outputs?: Output[];
}

export function readCells(file: string): ExecutedCell[] {
  return (JSON.parse(readFileSync(file, "utf8")) as { cells: ExecutedCell[] }).cells;
}

/** Runs all cells of a notebook in the course's kernel. */
async function execute(notebook: string, folder: string): Promise<ExecutedCell[]> {
  const executed = join(folder, "executed.ipynb");
  const program = join(root, "tools", "run_notebook.py");
  const { code, stderr } = await runProgram(python, [program, notebook, "--output", executed]);
  assert.equal(code, 0, stderr);
  return readCells(executed);
}

/**
 * Runs a notebook before the tests of this `describe`, and tests what holds for every run.
 *
 * @param leastCharts so many charts it has at least
 * @returns the executed cells, for the tests
 */
export function testExecuted(notebook: string, leastCharts: number): () => ExecutedCell[] {
  const folder = mkdtempSync(join(tmpdir(), "convbook-test-"));
  let cells: ExecutedCell[] = [];
  before(async () => {
    cells = await execute(notebook, folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  test("has no error, its charts are plotly figures with a picture and a text, open exercises stay open", () => {
    assertExecuted(cells, leastCharts);
  });
  return () => cells;
}

/** Asserts what holds for every run of a notebook. */
export function assertExecuted(cells: readonly ExecutedCell[], leastCharts: number): void {
  assert.deepEqual(errors(cells), []);
  assert.ok(charts(cells).length >= leastCharts);
  for (const { data } of charts(cells)) {
    assert.ok(data?.["image/svg+xml"]);
    assert.ok(data["text/plain"]);
  }
  const verdicts = outputs(tagged(cells, "exercise")).map(text);
  assert.ok(verdicts.length >= 5);
  for (const verdict of verdicts) assert.match(verdict, /not yet/);
}

/** Tests what holds for every notebook as it is committed. */
export function testCommitted(notebook: string): void {
  const cells = readCells(notebook);
  const code = cells.filter(({ cell_type }) => cell_type === "code");

  describe("as committed", () => {
    test("has the outputs of one run from top to bottom", () => {
      assert.deepEqual(
        code.map(({ execution_count }) => execution_count),
        code.map((_, index) => index + 1),
      );
      assert.deepEqual(errors(cells), []);
    });

    test("has short cells", () => {
      for (const { source, metadata } of code) {
        assert.ok(source.length <= (metadata.tags?.includes("network") ? 15 : 10), source.join(""));
      }
    });

    test("has the pictures that the documents show", () => {
      for (const { metadata, outputs: [output] = [] } of code) {
        const file = metadata.convbook?.picture;
        if (file === undefined) continue;
        assert.equal(readFileSync(join(root, file), "utf8"), content(output, "image/svg+xml"), file);
      }
    });
  });
}

export function outputs(cells: readonly ExecutedCell[]): Output[] {
  return cells.flatMap((cell) => cell.outputs ?? []);
}

/** Errors and what went to stderr. */
function errors(cells: readonly ExecutedCell[]): Output[] {
  return outputs(cells).filter(({ output_type, ...output }) => output_type === "error" || isStderr(output));
}

function isStderr(output: object): boolean {
  return "name" in output && output.name === "stderr";
}

function charts(cells: readonly ExecutedCell[]): Output[] {
  return outputs(cells).filter(({ data }) => data?.["application/vnd.plotly.v1+json"] !== undefined);
}

export function text(output: Output | undefined): string {
  return content(output, "text/plain");
}

function content(output: Output | undefined, type: "text/plain" | "image/svg+xml"): string {
  return [output?.data?.[type] ?? []].flat().join("");
}

export function tagged(cells: readonly ExecutedCell[], tag: string): ExecutedCell[] {
  return cells.filter(({ metadata }) => metadata.tags?.includes(tag));
}
