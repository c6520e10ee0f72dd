import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder } from "../../support/notebook";
import { python } from "../../support/paths";

export interface Output {
  output_type: string;
  text?: string;
  data?: Record<string, string>;
  ename?: string;
  evalue?: string;
}

export interface SavedCell {
  cell_type: string;
  source: string;
  metadata: Record<string, unknown>;
  outputs: Output[];
}

/** A passing folder that is not the project's, as notebooks' folders are not. */
export function farFolder(t: TestContext): string {
  const folder = join(temporaryFolder(t), "chapter");
  mkdirSync(folder);
  return folder;
}

/** The cells of a notebook file, each text in one piece. */
export function savedCells(path: string): SavedCell[] {
  const whole = (key: string, value: unknown) =>
    key !== "tags" &&
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((line) => typeof line === "string")
      ? value.join("")
      : value;
  return (JSON.parse(readFileSync(path, "utf8"), whole) as { cells: SavedCell[] }).cells;
}

/** What each cell shows by its last expression; undefined where there is nothing. */
export function results(path: string): (string | undefined)[] {
  return savedCells(path)
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ outputs }) => outputs.filter(({ data }) => data).at(-1)?.data?.["text/plain"]);
}

/** For `skip`: why tests cannot ask this Python package here, or false. */
export function lacks(module: string): string | false {
  const { status } = spawnSync(python, ["-c", `import ${module}`]);
  return status === 0 ? false : `Python's ${module} is not set up here: run npm test, which installs it`;
}

/** How many kernels run whose connection file lies in this folder. */
export function kernelsOf(folder: string): number {
  const { stdout } = spawnSync("ps", ["-A", "-o", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(`--connection-file ${folder}`)).length;
}
