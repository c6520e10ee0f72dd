/** Small notebooks in passing folders, and the project's programs run on them. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

export interface Cell {
  cell_type: "markdown" | "code";
  source: string;
  metadata?: object;
  outputs?: object[];
}

export const markdown = (source: string): Cell => ({ cell_type: "markdown", source });
export const code = (source: string, more: Partial<Cell> = {}): Cell => ({
  cell_type: "code",
  source,
  ...more,
});

/** A folder that is gone after the test. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "convbook-test-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a notebook for the course's kernel and returns its path. */
export function writeNotebook(folder: string, cells: Cell[], name = "small.ipynb"): string {
  const path = join(folder, name);
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
    cells: cells.map((cell, index) => ({
      id: `cell-${index}`,
      metadata: {},
      ...(cell.cell_type === "code" ? { execution_count: null, outputs: [] } : {}),
      ...cell,
    })),
  };
  writeFileSync(path, JSON.stringify(notebook));
  return path;
}

export interface Ended {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever its exit code. */
export function runProgram(program: string, args: string[], env = process.env, cwd?: string): Promise<Ended> {
  return new Promise((resolveEnded) => {
    execFile(program, args, { env, cwd, encoding: "utf8" }, (error, stdout, stderr) => {
      resolveEnded({ code: error ? (error.code ?? null) : 0, stdout, stderr });
    });
  });
}
