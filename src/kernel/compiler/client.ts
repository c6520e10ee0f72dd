import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Position } from "../tracebacks/source-maps";
import { Interrupted } from "../tracebacks/failure";
import { TypeScriptError } from "../tracebacks/typescript-error";
import type { Compiled, Compiler, EarlierCell } from "./compiler";
import type { Stamps } from "./files";
import type { FormerModule } from "./former";
import { insert, lineAndColumn, offsetOf } from "./positions";
import { extend, type Scope } from "./scope";
import type { Answer, Request, ThreadData } from "./thread";

const { Promise } = globalThis; // a cell may put something else there

export interface CompiledCell {
  /** JavaScript, the body of an async function of `exports` and `require`, with its source map at the end. */
  code: string;
  /** Where in the cell a position is that the source map tells. */
  toCell: (position: Position) => Position;
  /** Names of the modules that it imports. */
  imports: readonly string[];
  /** What its reader should know, though nothing is wrong with it. */
  notes: readonly string[];
  /** The names that it declares. */
  names: Iterable<string>;
  /** What a cell after this one finds declared. */
  scope: Scope;
  /**
   * What it finds declared if this one has failed.
   *
   * @param exports what the cell has left there
   */
  scopeOfFailed: (exports: Readonly<Record<string, unknown>>) => Scope;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

export type CompilerClient = ReturnType<typeof openCompiler>;

/**
 * What TypeScript's objects may take: twice what it needs to check all of `src` from its sources. A type that would take
 * all of the machine's memory ends the thread alone, and a small area for new objects leaves memory to the networks.
 */
const memory = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 8 };

/** The main thread's end of the compiler, which lives in a thread of its own (thread.ts). */
export function openCompiler(root: string) {
  /** What the thread knows and has to be told again when another one takes its place. */
  const earlier: EarlierCell[] = [];
  const formerModules: FormerModule[] = [];
  let stamps: Stamps = new Map();
  let waiting: Waiting[] = [];
  let thread: Worker | undefined = startThread();

  function startThread(): Worker {
    const workerData: ThreadData = { entry: "./compiler/thread.ts", root, earlier, formerModules, stamps };
    const started = new Worker(join(__dirname, "../start.mjs"), { workerData, resourceLimits: memory });
    started.on("message", (answer: Answer) => {
      if (started !== thread) return;
      const asked = waiting.shift();
      if ("error" in answer) asked?.reject(answer.error);
      else asked?.resolve(answer.value);
    });
    started.on("error", (error) => {
      if (started === thread) giveUp(inWords(error));
    });
    started.unref(); // see keep-alive.ts
    return started;
  }

  /** Ends the thread; whoever waits for it learns why. */
  function giveUp(reason: Error): void {
    void thread?.terminate();
    thread = undefined;
    for (const { reject } of waiting) reject(reason);
    waiting = [];
  }

  function post(request: Request): void {
    thread ??= startThread();
    thread.postMessage(request);
  }

  function ask<Method extends keyof Compiler>(method: Method, ...given: Parameters<Compiler[Method]>) {
    return new Promise<ReturnType<Compiler[Method]>>((resolve, reject) => {
      waiting.push({ resolve: resolve as Waiting["resolve"], reject });
      post({ method, given });
    });
  }

  return {
    /** Resolves when the compiler is loaded, and the first cell need not wait for that. */
    async ready(): Promise<void> {
      await ask("completeness", "");
    },

    /** The files of the project that have changed since this was last asked, of those that cells import. */
    async lookForChanges(): Promise<string[]> {
      const found = await ask("lookForChanges");
      ({ stamps } = found);
      formerModules.push(...found.former);
      return found.changed;
    },

    /**
     * Compiles a cell after cells that declared `scope`.
     *
     * @param label what an error calls the cell
     * @throws TypeScriptError when it has a syntax or a type error, or a module that it imports has; Interrupted
     */
    async compile(label: string, scope: Scope, code: string): Promise<CompiledCell> {
      const compiled = await ask("compile", label, scope, code);
      if ("faults" in compiled) throw new TypeScriptError(label, compiled.faults);
      const { cell, top } = compiled;
      earlier.push(cell);
      return {
        code: compiled.code,
        toCell: backToCell(code, compiled),
        imports: cell.imports,
        notes: compiled.notes,
        names: top.names.keys(),
        scope: extend(scope, cell.module, top),
        scopeOfFailed: ({ [cell.module]: completed }) =>
          typeof completed === "number" ? extend(scope, cell.module, top, completed) : scope,
      };
    },

    complete: (scope: Scope, code: string, position: number) => ask("complete", scope, code, position),
    help: (scope: Scope, code: string, position: number) => ask("help", scope, code, position),
    completeness: (code: string) => ask("completeness", code),

    /** Ends what it is doing: whoever waits for it gets Interrupted. */
    interrupt(): void {
      if (waiting.length === 0) return;
      giveUp(new Interrupted());
      thread = startThread();
    },

    /** Resolves when the thread has ended; what it is doing is broken off. */
    async close(): Promise<void> {
      if (waiting.length > 0) giveUp(new Interrupted());
      if (!thread) return;
      const ended = new Promise((resolve) => thread?.once("exit", resolve));
      post({ method: "close", given: [] });
      await ended;
    },
  };
}

/** Tracebacks keep it as long as the kernel lives: it holds on to nothing that grows with the cells before. */
function backToCell(code: string, { insertions }: Compiled): CompiledCell["toCell"] {
  const module = insert(code, insertions);
  return (position) => lineAndColumn(code, module.toCell(offsetOf(module.text, position)));
}

/** The thread fails as a whole only when TypeScript has taken all memory that it may. */
function inWords(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== "ERR_WORKER_OUT_OF_MEMORY") return error;
  return new Error(
    "TypeScript has run out of memory on this cell, and has not run it. All variables are as before: " +
      "write down the types where they are long to work out, or divide the cell.",
  );
}
