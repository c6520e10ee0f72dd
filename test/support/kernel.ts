import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python, root } from "./paths";

/** A message's type and content in one, as kernel_client.py prints them. */
export type Told = { type: string } & Record<string, unknown>;

export interface Answer {
  reply: Told;
  /** What iopub told about the request, but for `status`. */
  messages: Told[];
  /** The types of all that iopub told, in order; `busy` and `idle` for the status. */
  order: string[];
  /** What was asked on stdin. */
  questions: Told[];
  /** On which channel the reply came. */
  channel: string;
  seconds: number;
  /** Seconds until the first of what it shows or writes came. */
  first_output?: number;
}

export interface SessionRecord {
  requests: Answer[];
  ready_seconds: number;
  shutdown_seconds: number;
  exit_code: number | null;
  /** What the kernel wrote to its own stderr. */
  log: string;
}

export type Step =
  | ({ execute: string[] } & Record<string, unknown>)
  | ({ start: string[] } & Record<string, unknown>)
  | { request: string; content: object; channel?: "shell" | "control" }
  | { message: string; content: object }
  | { raw: string[]; signature?: string }
  | { knock: true }
  | { beat: string }
  | { join: true }
  | { wait: number }
  | { interrupt: number; with: "message" | "signal" };

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How Jupyter starts the kernel of a project, by default of this checkout. */
export function kernelOf(project = root): string[] {
  const start = join(project, "src/kernel/start.mjs");
  return [process.execPath, start, "--root", project, "--connection-file", "{connection_file}"];
}

/**
 * Runs a program with this checkout's kernel (or another), and no other, as Jupyter's `tslab`.
 *
 * @param dataFolder where Jupyter keeps its user's data, if that is to last
 */
export async function withKernel(
  argv: string[],
  input = "",
  cwd = root,
  kernel = kernelOf(),
  dataFolder?: string,
): Promise<Finished> {
  const data = mkdtempSync(join(tmpdir(), "kernel-"));
  const kernelFolder = join(data, "kernels/tslab");
  mkdirSync(kernelFolder, { recursive: true });
  writeFileSync(
    join(kernelFolder, "kernel.json"),
    JSON.stringify({
      argv: kernel,
      display_name: "TypeScript under test",
      language: "typescript",
      interrupt_mode: "message",
    }),
  );
  try {
    return await run(argv, input, {
      cwd,
      env: { ...process.env, JUPYTER_PATH: data, JUPYTER_DATA_DIR: dataFolder ?? data },
    });
  } finally {
    rmSync(data, { recursive: true });
  }
}

function run(
  argv: string[],
  input: string,
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Finished> {
  return new Promise((fulfil, reject) => {
    const child = spawn(python, argv, options);
    const finished = { code: null as number | null, stdout: "", stderr: "" };
    child.stdout.on("data", (text: Buffer) => (finished.stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (finished.stderr += text.toString()));
    child.on("error", reject);
    child.on("close", (code) => fulfil({ ...finished, code }));
    child.stdin.end(input);
  });
}

export interface SessionOptions {
  cwd?: string;
  /** Where Jupyter keeps its user's data, if that is to last. */
  dataFolder?: string;
  transport?: "tcp" | "ipc";
}

/** Runs steps against a fresh kernel. */
export async function session(
  steps: Step[],
  kernel = kernelOf(),
  { cwd = tmpdir(), dataFolder, transport = "tcp" }: SessionOptions = {},
): Promise<SessionRecord> {
  const client = [join(root, "test/support/kernel_client.py"), "tslab", transport];
  const finished = await withKernel(client, JSON.stringify(steps), cwd, kernel, dataFolder);
  const { code, stdout, stderr } = finished;
  if (code !== 0) throw new Error(`The client failed:\n${stderr}`);
  return { ...(JSON.parse(stdout) as Omit<SessionRecord, "log">), log: stderr };
}

/** Runs cells in a fresh kernel, whatever comes of each. */
export async function cells(codes: string[], kernel = kernelOf()): Promise<Answer[]> {
  return (await session([{ execute: codes, stop_on_error: false }], kernel)).requests;
}

/**
 * One kernel for a whole file of tests: each group adds its steps when it is declared, and has what they answered when its
 * tests run. The steps of all groups run one after another, from when the first asks.
 */
export function sharedKernel(kernel = kernelOf()) {
  const all: Step[] = [];
  let record: Promise<SessionRecord> | undefined;

  /** Adds steps; the function that it returns resolves to the answers of these. */
  function steps(...added: Step[]): () => Promise<Answer[]> {
    const start = all.reduce((sum, step) => sum + answersOf(step), 0);
    const end = added.reduce((sum, step) => sum + answersOf(step), start);
    all.push(...added);
    return async () => {
      record ??= Promise.resolve().then(() => session(all, kernel)); // when all groups have been declared
      return (await record).requests.slice(start, end);
    };
  }

  return {
    steps,
    /** Cells that run whatever comes of each. */
    cells: (codes: string[]) => steps({ execute: codes, stop_on_error: false }),
  };
}

function answersOf(step: Step): number {
  if ("execute" in step || "start" in step) return ((step.execute ?? step["start"]) as string[]).length;
  return ["request", "message", "beat", "join"].some((kind) => kind in step) ? 1 : 0;
}

export function ofType(answer: Answer | undefined, type: string): Told[] {
  return answer?.messages.filter((message) => message.type === type) ?? [];
}

/** All that a cell wrote to a stream. */
export function streamText(answer: Answer | undefined, name: "stdout" | "stderr"): string {
  return ofType(answer, "stream")
    .filter((message) => message["name"] === name)
    .map((message) => message["text"])
    .join("");
}

/** The text that a cell's last expression shows itself by. */
export function resultText(answer: Answer | undefined): unknown {
  const [result] = ofType(answer, "execute_result");
  return (result?.["data"] as Record<string, unknown> | undefined)?.["text/plain"];
}
