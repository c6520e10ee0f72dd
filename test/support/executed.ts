/** Notebooks as nbclient leaves them: cells, and what they put out. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./notebook";
import { python, root } from "./paths";

export interface Output {
  output_type: string;
  data?: { "text/plain"?: string | string[] } & Record<string, unknown>;
}

export interface ExecutedCell {
  cell_type: string;
  source: string[];
  metadata: { tags?: string[] };
  execution_count?: number | null;
  outputs?: Output[];
}

export function readCells(file: string): ExecutedCell[] {
  return (JSON.parse(readFileSync(file, "utf8")) as { cells: ExecutedCell[] }).cells;
}

/** Runs all cells of a notebook in the course's kernel. */
export async function execute(notebook: string, folder: string): Promise<ExecutedCell[]> {
  const executed = join(folder, "executed.ipynb");
  const program = join(root, "tools", "run_notebook.py");
  const { code, stderr } = await runProgram(python, [program, notebook, "--output", executed]);
  assert.equal(code, 0, stderr);
  return readCells(executed);
}

export function outputs(cells: readonly ExecutedCell[]): Output[] {
  return cells.flatMap((cell) => cell.outputs ?? []);
}

/** Errors and what went to stderr. */
export function errors(cells: readonly ExecutedCell[]): Output[] {
  return outputs(cells).filter(({ output_type, ...output }) => output_type === "error" || isStderr(output));
}

function isStderr(output: object): boolean {
  return "name" in output && output.name === "stderr";
}

export function charts(cells: readonly ExecutedCell[]): Output[] {
  return outputs(cells).filter(({ data }) => data?.["application/vnd.plotly.v1+json"] !== undefined);
}

export function text(output: Output | undefined): string {
  return [output?.data?.["text/plain"] ?? []].flat().join("");
}

export function tagged(cells: readonly ExecutedCell[], tag: string): ExecutedCell[] {
  return cells.filter(({ metadata }) => metadata.tags?.includes(tag));
}
