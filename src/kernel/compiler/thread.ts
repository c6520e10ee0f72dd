// The kernel's compiler lives in a thread of its own: it gets ready while the kernel starts, its memory is its own, and
// it can be ended whatever it is busy with.
import { parentPort, workerData } from "node:worker_threads";
import { type Caches, type Compiler, type EarlierCell, createCompiler } from "./compiler";
import { type Stamps, recallStamps } from "./files";
import type { FormerModule } from "./former";

/** What the thread is started with. */
export interface ThreadData {
  /** The file that start.mjs runs in the thread. */
  entry: string;
  root: string;
  earlier: readonly EarlierCell[];
  formerModules: readonly FormerModule[];
  stamps: Stamps;
}

/** A method of the compiler to call, or "close". */
export interface Request {
  method: keyof Compiler | "close";
  given: readonly unknown[];
}

/** The answers come in the order of the requests. */
export type Answer = { value: unknown } | { error: unknown };

export function start(
  _loadedSources: unknown,
  caches: Caches,
  keepCode: (text: string, code: string) => void,
): void {
  const { root, earlier, formerModules, stamps } = workerData as ThreadData;
  recallStamps(stamps);
  const compiler = createCompiler(root, caches, keepCode, earlier, formerModules);
  parentPort?.on("message", ({ method, given }: Request) => {
    if (method === "close") process.exit(); // ends the thread, and keeps the bytecode of what it has loaded
    parentPort?.postMessage(answer(compiler, method, given));
  });
}

function answer(compiler: Compiler, method: keyof Compiler, given: readonly unknown[]): Answer {
  try {
    return { value: (compiler[method] as (...given: readonly unknown[]) => unknown)(...given) };
  } catch (error) {
    return { error };
  }
}
