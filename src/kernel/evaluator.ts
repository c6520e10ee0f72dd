import { join } from "node:path";
import { setImmediate } from "node:timers";
import { runInThisContext } from "node:vm";
import { leaveBuiltins, takeBuiltins, withBuiltins } from "./builtins";
import { type CompiledCell, openCompiler } from "./compiler/client";
import { emptyScope } from "./compiler/scope";
import { createModules, type Modules } from "./modules/modules";
import { createVariables } from "./modules/variables";
import type { Cell } from "./output/cell";
import { runAs } from "./output/outputs";
import { Interrupted } from "./tracebacks/failure";
import { splitSourceMaps, throughMaps } from "./tracebacks/source-maps";
import { type Scripts, cellScriptName } from "./tracebacks/stack";

const { Promise } = globalThis; // a cell may put something else there

/** A cell's code finds what a module's code has, too. */
type CellCode = (exports: object, require: NodeJS.Require, file: string, folder: string) => Promise<unknown>;

/** Compiles and runs cells, one at a time; keeps what they declare. */
export class Evaluator {
  /** The names that cells have declared, and their values. */
  private readonly variables = createVariables();
  /** The types of these names. */
  private declared = emptyScope;
  private readonly modules: Modules;
  private runs = 0;
  /** Ends the running cell, if there is one. */
  private stop: (() => void) | undefined;
  private readonly compiler;

  constructor(
    private readonly root: string,
    private readonly scripts: Scripts,
  ) {
    this.compiler = openCompiler(root);
    this.modules = createModules(root, this.variables.values);
  }

  /** Resolves when the first cell need not wait for the compiler, which takes a second to load. */
  async ready(): Promise<void> {
    await this.compiler.ready().catch(() => undefined); // what is wrong with it, the cell tells
  }

  /**
   * Runs a cell to its end and returns the value of its last expression, awaited where it is a promise.
   *
   * @throws whatever the cell throws; TypeScriptError when it does not compile; Interrupted
   */
  run(cell: Cell, code: string): Promise<unknown> {
    return this.untilInterrupted(cell, async (orInterrupted) => {
      const compiled = await orInterrupted(this.compile(cell, code));
      for (const note of compiled.notes) cell.write("stderr", `${note}\n`);
      const before = this.declared.names;
      const restore = this.variables.detach(compiled.names);
      try {
        const value = await orInterrupted(inTurnOfItsOwn(cell, () => this.execute(cell, code, compiled)));
        this.declared = compiled.scope;
        return value;
      } catch (error) {
        this.declared = compiled.scopeOfFailed(this.variables.values);
        restore((name) => this.declared.names.get(name) !== before.get(name));
        throw error;
      }
    });
  }

  /**
   * Has code of a cell make something of its result.
   *
   * @throws whatever `body` throws; Interrupted
   */
  show<T>(cell: Cell, body: () => Promise<T>): Promise<T> {
    return this.untilInterrupted(cell, (orInterrupted) => orInterrupted(inTurnOfItsOwn(cell, body)));
  }

  /**
   * Lets a cell go on until something of the kernel's has come.
   *
   * @throws Interrupted
   */
  waitFor(cell: Cell, work: Promise<void>): Promise<void> {
    return this.untilInterrupted(cell, (orInterrupted) => {
      const done = orInterrupted(work);
      leaveBuiltins();
      return done;
    });
  }

  /** Stops the running cell, if there is one, and whatever the compiler works out. */
  interrupt(): void {
    this.stop?.();
    this.compiler.interrupt();
  }

  complete(code: string, position: number) {
    return this.compiler.complete(this.declared, code, position);
  }

  help(code: string, position: number) {
    return this.compiler.help(this.declared, code, position);
  }

  completeness(code: string) {
    return this.compiler.completeness(code);
  }

  close(): Promise<void> {
    return this.compiler.close();
  }

  private async untilInterrupted<T>(
    cell: Cell,
    body: (orInterrupted: <U>(work: Promise<U>) => Promise<U>) => Promise<T>,
  ): Promise<T> {
    const interrupted = new Promise<never>((_, reject) => {
      this.stop = () => {
        cell.interrupt();
        reject(new Interrupted());
      };
    });
    interrupted.catch(() => undefined); // when it comes between two pieces of work, the next one finds it
    try {
      return await body(async (work) => {
        try {
          return await Promise.race([interrupted, work]);
        } finally {
          takeBuiltins();
        }
      });
    } catch (error) {
      throw cell.interrupted ? new Interrupted() : error; // a program that was interrupted too fails in words of its own
    } finally {
      this.stop = undefined;
    }
  }

  private async compile(cell: Cell, code: string): Promise<CompiledCell> {
    this.modules.forget(await this.compiler.lookForChanges());
    return this.compiler.compile(cell.label, this.declared, code);
  }

  private async execute(cell: Cell, source: string, compiled: CompiledCell): Promise<unknown> {
    const { imports, toCell } = compiled;
    await this.modules.prepare(imports);
    const { code, maps } = splitSourceMaps(compiled.code);
    const lines = code.split("\n").length;
    const filename = cellScriptName(++this.runs);
    this.scripts.add(filename, {
      label: cell.label,
      source,
      toSource(position) {
        const original = position.line < lines ? throughMaps(maps, position) : undefined;
        return original && toCell(original);
      },
    });

    // Two functions, so that a cell may declare `__dirname` itself, as a file that is an ES module does.
    const opening = "((exports, require, __filename, __dirname) => (async function () {";
    const run = runInThisContext(`${opening}${code}\n})())`, {
      filename,
      columnOffset: -opening.length,
      displayErrors: false,
    }) as CellCode;
    const file = join(this.root, "cell.ts");
    leaveBuiltins();
    return await run(this.variables.values, this.modules.require, file, this.root); // no `then` is looked up that a cell has replaced
  }
}

/**
 * Runs code of a cell in a turn of the event loop that it has for itself, after interrupts that have come meanwhile. An
 * interrupt may end the code so hard (see interrupts/interrupts.ts) that nothing else of this turn runs on: no `await` may
 * be left to do.
 */
function inTurnOfItsOwn<T>(cell: Cell, body: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const begin = () => {
      if (cell.interrupted) return reject(new Interrupted());
      const running = runAs(cell, body);
      void withBuiltins(() => running.then(resolve, reject));
    };
    setImmediate(() => setImmediate(begin));
  });
}
