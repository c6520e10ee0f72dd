import { join, relative } from "node:path";
import ts from "typescript";
import type { Cache } from "../cache.mjs";
import type { Position } from "../tracebacks/source-maps";
import { TypeScriptError } from "../tracebacks/typescript-error";
import { type CellModule, parseCell, toModule } from "./cell";
import { completenessOf } from "./completeness";
import { type Completions, completionsAt } from "./completions";
import { dependencies } from "./dependencies";
import {
  type Diagnostic,
  diagnosticIn,
  isTopLevelAwait,
  lineAndColumn,
  offsetOf,
  withLabels,
  withHintOnSyntax,
  withoutImports,
} from "./diagnostics";
import { emit } from "./emit";
import { type Help, helpAt } from "./help";
import { compilerOptions } from "./options";
import { openProject } from "./project";
import { cellModulePrefix, emptyScope, extend, type Scope } from "./scope";
import { createService } from "./service";
import { openSnapshots } from "./snapshots";

export interface Compiled {
  /** JavaScript, the body of an async function of `exports` and `require`, with its source map at the end. */
  code: string;
  /** Where in the cell a position is that the source map tells. */
  toCell: (position: Position) => Position;
  /** Names of the modules that it imports. */
  imports: readonly string[];
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

/** The program that a cell is compiled in, and its file there. */
interface Opened {
  program: ts.Program;
  file: ts.SourceFile;
}

export type Compiler = ReturnType<typeof createCompiler>;

/** A compiler of cells that import from `root`. */
export function createCompiler(root: string, cache: Cache) {
  const options = compilerOptions(root);
  const project = openProject(openSnapshots(root, options, cache));
  let changed = false;
  const service = createService(root, options, project.sound, () => changed);
  const { languageService, cellFile } = service;
  /** Module of a cell → what the cell is called. */
  const labels = new Map<string, string>();

  /** Makes a program of a cell that imports `imports`; also of one that is still being written. */
  function open(cell: CellModule, imports: readonly string[]): Opened {
    service.setCell(cell.text);
    project.recall(imports.flatMap((name) => service.resolve(name) ?? []));
    const program = languageService.getProgram();
    const file = program?.getSourceFile(cellFile);
    if (!program || !file) throw new Error("TypeScript makes no program of the cell.");
    changed = false;
    return { program, file };
  }

  /** Checks a cell, and the modules behind it that are not known to be sound. */
  function check({ program, file }: Opened, cell: CellModule, code: string): Diagnostic[] {
    const unknown = dependencies(program, file).filter(
      ({ fileName }) => !service.isCell(fileName) && !project.sound.has(fileName),
    );
    const faults = unknown.flatMap((module) => [
      ...program.getSyntacticDiagnostics(module),
      ...program.getSemanticDiagnostics(module),
    ]);
    if (faults.length === 0) project.learn(program, unknown);
    const own = program.getSemanticDiagnostics(file).filter((diagnostic) => !isTopLevelAwait(diagnostic));
    return [
      ...own.map((fault) => diagnosticIn(fault, code, cell.toCell(fault.start ?? 0))),
      ...faults.map((fault) => {
        const { fileName = "", text = "" } = fault.file ?? {};
        return diagnosticIn(fault, text, fault.start ?? 0, relative(root, fileName));
      }),
    ];
  }

  /** Has `ask` answer about a place in a cell that is being written: to it all names of earlier cells are known. */
  function at<T>(
    scope: Scope,
    code: string,
    position: number,
    ask: (position: number, cell: CellModule) => T,
  ): T {
    const cell = toModule(parseCell(code), scope, scope.names.keys());
    open(cell, importsOf(code));
    return ask(cell.toModule(position), cell);
  }

  /** Parses what all cells build on, so that the first of them need not wait for it. */
  function warmUp(): void {
    const code = "console.log([1].map(String))";
    const cell = toModule(parseCell(code), emptyScope);
    check(open(cell, []), cell, code);
  }

  warmUp();
  return {
    /**
     * Compiles a cell after cells that declared `scope`.
     *
     * @param label what an error calls the cell
     * @throws TypeScriptError when it has a syntax or a type error, or a module that it imports has.
     */
    compile(label: string, scope: Scope, code: string): Compiled {
      const parsed = parseCell(code);
      const [fault, ...faults] = parsed.parseDiagnostics.map((each) => diagnosticIn(each, code, each.start));
      if (fault) throw new TypeScriptError(label, [withHintOnSyntax(fault, code), ...faults]);

      const cell = toModule(parsed, scope);
      const imports = importsOf(code);
      const opened = open(cell, imports);
      const errors = check(opened, cell, code);
      if (errors.length > 0) {
        throw new TypeScriptError(
          label,
          errors.map((error) => withLabels(withoutImports(error, scope), root, labels)),
        );
      }

      const module = `${cellModulePrefix}${labels.size + 1}`;
      labels.set(module, label);
      const { code: emitted, declarations } = emit(opened.program, opened.file, cell.top, module);
      service.addModule(
        join(root, declarations === undefined ? `${module}.ts` : `${module}.d.ts`),
        declarations ?? cell.text,
      );
      return {
        code: emitted,
        toCell: backToCell(code, cell),
        imports,
        names: cell.top.names.keys(),
        scope: extend(scope, module, cell.top),
        scopeOfFailed: ({ [module]: completed }) =>
          typeof completed === "number" ? extend(scope, module, cell.top, completed) : scope,
      };
    },

    complete: (scope: Scope, code: string, position: number): Completions =>
      at(scope, code, position, (inModule, cell) => {
        const { start, end, candidates } = completionsAt(languageService, cellFile, inModule);
        return { start: cell.toCell(start), end: cell.toCell(end), candidates };
      }),

    /** What stands at `position`. */
    help: (scope: Scope, code: string, position: number): Help | undefined =>
      at(scope, code, position, (inModule) => helpAt(languageService, cellFile, inModule)),

    completeness: completenessOf,

    /** The files of the project that have changed since this was last asked, of those that cells import. */
    lookForChanges(): string[] {
      const found = project.lookForChanges();
      changed ||= found.length > 0;
      return found;
    },
  };
}

function importsOf(code: string): string[] {
  return ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
}

/** Tracebacks keep it as long as the kernel lives: it holds on to nothing that grows with the cells before. */
function backToCell(code: string, cell: CellModule): Compiled["toCell"] {
  return (position) => lineAndColumn(code, cell.toCell(offsetOf(cell.text, position)));
}
