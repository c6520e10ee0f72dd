import { types } from "node:util";
import { runInThisContext } from "node:vm";
import type { Cell } from "./cell";
import type { Cache } from "./cache.mjs";
import type { Compiled, Compiler } from "./compiler/compiler";
import { emptyScope } from "./compiler/scope";
import { createModules, type Modules } from "./modules";
import { runAs } from "./outputs";
import { Interrupted } from "./tracebacks/failure";
import { splitSourceMaps, throughMaps } from "./tracebacks/source-maps";
import { type Scripts, cellScriptName } from "./tracebacks/stack";
import { type Shared, setCellRunning } from "./transport/interruption";

/** Under this name a cell's code finds its `exports` and its `require`. */
const scopeName = "convbook.cellScope";
const scope = `globalThis[Symbol.for("${scopeName}")]`;

/** Compiles and runs cells, one at a time; keeps what they declare. */
export class Evaluator {
  /** The names that cells have declared, and their values: a cell's code reads and writes them as its exports. */
  private readonly variables: Record<string, unknown> = {};
  /** The types of these names. */
  private declared = emptyScope;
  private readonly modules: Modules;
  private runs = 0;
  private stopCell: ((reason: Interrupted) => void) | undefined;
  private loading: Promise<Compiler> | undefined;

  constructor(
    private readonly root: string,
    private readonly scripts: Scripts,
    private readonly shared: Shared,
    private readonly cache: Cache,
  ) {
    this.modules = createModules(root, this.variables);
    Object.defineProperty(globalThis, Symbol.for(scopeName), {
      value: [this.variables, this.modules.require],
    });
    this.heedSigint();
  }

  /** The compiler, which takes a second to load. */
  compiler(): Promise<Compiler> {
    this.loading ??= loadCompiler(this.root, this.cache);
    return this.loading;
  }

  /**
   * Runs a cell to its end and returns the value of its last expression, awaited where it is a promise.
   *
   * @throws whatever the cell throws; TypeScriptError when it does not compile; Interrupted
   */
  async run(cell: Cell, code: string): Promise<unknown> {
    const compiler = await this.compiler();
    this.modules.forget(compiler.lookForChanges());
    const compiled = compiler.compile(cell.label, this.declared, code);
    const value = await this.interruptible(cell, () => runAs(cell, () => this.execute(cell, code, compiled)));
    this.declared = compiled.scope;
    return value;
  }

  /** Stops the running cell, if there is one. */
  interrupt(): void {
    this.stopCell?.(new Interrupted());
  }

  private readonly onSigint = () => this.interrupt();

  /** Node takes SIGINT's listeners away while code may be broken by it, and a hard end keeps it from giving them back. */
  private heedSigint(): void {
    process.off("SIGINT", this.onSigint).on("SIGINT", this.onSigint);
  }

  async complete(code: string, position: number) {
    return (await this.compiler()).complete(this.declared, code, position);
  }

  async help(code: string, position: number) {
    return (await this.compiler()).help(this.declared, code, position);
  }

  /**
   * The body gets a turn of the event loop for itself, and nothing but its result is waited for: an interrupt may end it
   * so hard (see transport/interruption.ts) that none of its code, and none of its callers', runs on.
   */
  private interruptible<T>(cell: Cell, body: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let stopped = false;
      this.stopCell = (reason) => {
        stopped = true;
        cell.interrupted = true;
        reject(reason);
      };
      const begin = () => {
        if (stopped) return;
        setCellRunning(this.shared, true);
        body().then(resolve, reject);
      };
      setImmediate(() => setImmediate(begin)); // after interrupts that came while the cell was being compiled
    }).finally(() => {
      setCellRunning(this.shared, false);
      this.stopCell = undefined;
      this.heedSigint();
    });
  }

  private async execute(cell: Cell, source: string, compiled: Compiled): Promise<unknown> {
    await this.modules.prepare(compiled.imports);
    const { code, maps } = splitSourceMaps(compiled.code);
    const lines = code.split("\n").length;
    const filename = cellScriptName(++this.runs);
    this.scripts.add(filename, {
      label: cell.label,
      source,
      toSource(position) {
        const original = position.line < lines ? throughMaps(maps, position) : undefined;
        return original && compiled.toCell(original);
      },
    });

    const opening = "(async function (exports, require) {";
    try {
      return await runInThisContext(`${opening}${code}\n})(...${scope})`, {
        filename,
        columnOffset: -opening.length,
        displayErrors: false,
        breakOnSigint: true,
      });
    } catch (error) {
      throw isSigint(error) ? new Interrupted() : error;
    }
  }
}

async function loadCompiler(root: string, cache: Cache): Promise<Compiler> {
  const { createCompiler } = await import("./compiler/compiler");
  return createCompiler(root, cache);
}

function isSigint(error: unknown): boolean {
  return types.isNativeError(error) && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
