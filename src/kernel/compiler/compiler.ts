import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import ts from "typescript";
import type { Cache } from "../cache.cjs";
import { type CellModule, parseCell, toModule } from "./cell";
import { openCompiledCells } from "./compiledCells";
import { completenessOf } from "./completeness";
import { type Completions, completionsAt } from "./completions";
import {
  type Diagnostic,
  diagnosticIn,
  isAllowed,
  withHintOnSyntax,
  withHints,
  withLabels,
  withoutImports,
} from "./diagnostics";
import { emit } from "./emit";
import { type Help, helpAt } from "./help";
import { compilerOptions } from "./options";
import { trackDeclarations } from "./failedCells";
import { type FormerModule, type Moment, keepFormerModules } from "./former";
import { importFaults } from "./importFaults";
import { withKnownName } from "./importHints";
import { type OutdatedImport, inWords, outdatedImports } from "./outdated";
import type { Insertion } from "./positions";
import { openProject } from "./project";
import { reachable } from "./reachable";
import { cellModulePrefix, emptyScope, type Scope } from "./scope";
import { createService } from "./service";
import { openSnapshots } from "./snapshots";
import { type TopLevel, topLevel } from "./topLevel";

/** A cell that has been compiled, as later cells find it. */
export interface EarlierCell {
  module: string;
  /** What an error calls the cell. */
  label: string;
  /** Its declarations, or where these cannot be written down its own text: file and content. */
  file: string;
  text: string;
  /** Names of the modules that it imports. */
  imports: readonly string[];
  /** When it was compiled. */
  moment: Moment;
}

/** What becomes of a cell; plain data. */
export interface Compiled {
  /** JavaScript, the body of an async function of `exports` and `require`, with its source map at the end. */
  code: string;
  /** What was put into the cell before it was compiled: its source map tells positions after that. */
  insertions: readonly Insertion[];
  top: TopLevel;
  cell: EarlierCell;
  /** What its reader should know, though nothing is wrong with it. */
  notes: readonly string[];
}

/** What TypeScript finds wrong with a cell that it refuses. */
export interface Refused {
  faults: readonly Diagnostic[];
}

/** The program that a cell is compiled in, and its file there. */
interface Opened {
  program: ts.Program;
  file: ts.SourceFile;
}

/** In a program in which every module behind the cell has been checked: what is wrong with these. */
interface OpenedSoundly extends Opened {
  faults: readonly ts.Diagnostic[];
  /** Can all of them be parsed? What TypeScript makes of one that cannot says nothing about those that use it. */
  areParsed: boolean;
}

/** What is kept from one kernel to the next. */
export interface Caches {
  /** What is known of modules that cells import. */
  modules: Cache;
  /** What cells have become. */
  cells: Cache;
}

export type Compiler = ReturnType<typeof createCompiler>;

/**
 * A compiler of cells that import from `root`.
 *
 * @param keepCode keeps what a module with this text becomes, for whoever runs it
 * @param earlier the cells that another compiler, which this one replaces, has compiled
 * @param formerModules what these have of modules that it has found to have changed
 */
export function createCompiler(
  root: string,
  caches: Caches,
  keepCode: (text: string, code: string) => void,
  earlier: readonly EarlierCell[] = [],
  formerModules: readonly FormerModule[] = [],
) {
  const options = compilerOptions(root);
  const former = keepFormerModules(formerModules);
  const project = openProject(openSnapshots(root, options, caches.modules), former, keepCode);
  const compiledCells = openCompiledCells(caches.cells);
  let changed = false;
  const service = createService(root, options, project, former, () => changed);
  const { languageService, cellFile } = service;
  /** By module, in the order in which they were compiled. */
  const cells = new Map<string, EarlierCell>();
  const declarations = trackDeclarations();
  /** Of outdated imports: what cells have been told. */
  const told = new Set<string>();
  for (const cell of earlier) {
    add(cell);
    recall(cell.imports);
  }

  function add(cell: EarlierCell): void {
    cells.set(cell.module, cell);
    service.addModule(cell.file, cell.text, cell.imports, cell.moment);
  }

  function recall(imports: readonly string[]): void {
    project.recall(imports.flatMap((name) => service.resolve(name) ?? []));
  }

  /** Makes a program of a cell that imports `imports`; also of one that is still being written. */
  function open(cell: CellModule, imports: readonly string[]): Opened {
    service.setCell(cell.text);
    recall(imports);
    const program = languageService.getProgram();
    const file = program?.getSourceFile(cellFile);
    if (!program || !file) throw new Error("TypeScript makes no program of the cell.");
    changed = false;
    return { program, file };
  }

  /** Opens a cell, and checks the modules behind it that are not known to be sound. */
  function openSoundly(cell: CellModule, imports: readonly string[]): OpenedSoundly {
    const opened = open(cell, imports);
    const { program, file } = opened;
    const unknown = project.unknownBehind(program, file);
    const syntactic = unknown.flatMap((module) => program.getSyntacticDiagnostics(module));
    const areParsed = syntactic.length === 0;
    const faults = areParsed ? unknown.flatMap((module) => semanticFaults(program, module)) : syntactic;
    const isDone = faults.length > 0 || unknown.length === 0 || project.learn(program, unknown);
    return isDone ? { ...opened, faults, areParsed } : openSoundly(cell, imports);
  }

  /**
   * Stands for all that decides what becomes of a cell: its text, what earlier cells declare that it uses, and the modules
   * behind them; undefined where some of that is not known to be sound.
   *
   * @param name the module that it becomes
   */
  function keyOf(name: string, code: string, cell: CellModule, imports: readonly string[]) {
    if (former.now() > 0) return undefined; // cells may have what modules were before
    const resolved = [...new Set([...service.imported(), ...imports])]
      .filter((name) => !isBuiltin(name))
      .map((name) => [name, service.resolve(name)] as const);
    const paths = resolved.flatMap(([, path]) => path ?? []);
    if (paths.length < resolved.length) return undefined;
    const state = project.stateOf(paths);
    return state && JSON.stringify([root, name, code, cell.text, earlierBehind(cell.text), resolved, state]);
  }

  /** The declarations of the earlier cells that a cell imports, and of those that they import. */
  function earlierBehind(text: string): [module: string, text: string][] {
    const textOf = (module: string) => cells.get(module)?.text ?? "";
    const modules = reachable(cellModulesIn(text), (module) => cellModulesIn(textOf(module)));
    return [...modules].map((module) => [module, textOf(module)]);
  }

  /** The names that a cell uses which are no longer what their modules say. */
  function outdatedIn({ program, file }: Opened, scope: Scope): OutdatedImport[] {
    if (former.now() === 0) return [];
    return outdatedImports(program, file, scope, (cellModule, from) => {
      const file = service.resolve(from, cells.get(cellModule)?.moment);
      const now = service.resolve(from);
      return file === undefined || file === now ? undefined : { file, isGone: now === undefined };
    });
  }

  /** Of outdated imports those that no cell has been told of. */
  function newsIn(imports: readonly OutdatedImport[]): OutdatedImport[] {
    const news = imports.filter(({ name, file }) => !told.has(`${name} ${file}`));
    for (const { name, file } of news) told.add(`${name} ${file}`);
    return news;
  }

  /** What is wrong with the modules behind a cell, which may be the reason of the rest, and with the cell. */
  function check(opened: OpenedSoundly, cell: CellModule, code: string): Diagnostic[] {
    const { program, file, faults, areParsed } = opened;
    const own = areParsed ? semanticFaults(program, file).filter((fault) => !isAllowed(fault)) : [];
    const checker = program.getTypeChecker();
    return [
      ...faults.map((fault) => {
        const { fileName = "", text = "" } = fault.file ?? {};
        return diagnosticIn(fault, text, fault.start ?? 0, relative(root, fileName), checker);
      }),
      ...own.map((fault) => diagnosticIn(fault, code, cell.toCell(fault.start ?? 0), undefined, checker)),
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
    check(openSoundly(cell, []), cell, code);
  }

  warmUp();
  return {
    /**
     * Compiles a cell after cells that declared `scope`.
     *
     * @param label what an error calls the cell
     */
    compile(label: string, scope: Scope, code: string): Compiled | Refused {
      const parsed = parseCell(code);
      const [fault, ...faults] = parsed.parseDiagnostics.map((each) => diagnosticIn(each, code, each.start));
      if (fault) {
        declarations.note(label, topLevel(parsed).names.keys());
        return { faults: [withHintOnSyntax(fault, code), ...faults] };
      }

      const module = toModule(parsed, scope);
      declarations.note(label, module.top.names.keys());
      const { importedFiles, referencedFiles } = ts.preProcessFile(code);
      const imports = importedFiles.map(({ fileName }) => fileName);
      const name = `${cellModulePrefix}${cells.size + 1}`;
      recall(imports);
      // What files say that are referred to, as in `/// <reference path="./shapes.d.ts" />`, is known to TypeScript alone.
      const keyNow = () => (referencedFiles.length > 0 ? undefined : keyOf(name, code, module, imports));
      const key = keyNow();
      const kept = key && compiledCells.read(key);
      if (kept) {
        const cell = { ...kept.cell, label };
        add(cell);
        // While its code loads what it imports, so that the next cell that is not known need not wait for that.
        if (imports.length > 0) setImmediate(() => open(module, imports).program.getTypeChecker());
        return { ...kept, cell, notes: [] };
      }

      const opened = openSoundly(module, imports);
      const outdated = outdatedIn(opened, scope);
      const [error, ...errors] = check(opened, module, code);
      if (error) {
        const faults = [withHints(error, inWords(outdated)), ...errors]
          .map((fault) => withoutImports(fault, scope))
          .map((fault) => withKnownName(fault, scope, root))
          .map((fault) => declarations.withFailedCell(fault, scope))
          .map((fault) => withLabels(fault, root, cells));
        return { faults };
      }

      const { insertions, top } = module;
      const emitted = emit(opened.program, opened.file, top, name);
      const [file, text] =
        emitted.declarations === undefined
          ? [join(root, `${name}.ts`), module.text]
          : [join(root, `${name}.d.ts`), emitted.declarations];
      const cell = { module: name, label, file, text, imports, moment: former.now() };
      const compiled = { code: emitted.code, insertions, top, cell };
      const keyOfSound = key ?? keyNow(); // the modules behind it may be known to be sound only now
      if (keyOfSound !== undefined) compiledCells.write(keyOfSound, compiled);
      add(cell);
      return { ...compiled, notes: inWords(newsIn(outdated)) };
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

    /** The files that have changed since this was last asked, of those of the project that cells import. */
    lookForChanges() {
      const found = project.lookForChanges();
      changed ||= found.changed.length > 0;
      return found;
    },
  };
}

/** What is wrong with a module that can be parsed. */
function semanticFaults(program: ts.Program, module: ts.SourceFile): ts.Diagnostic[] {
  return [...importFaults(program, module), ...program.getSemanticDiagnostics(module)];
}

function cellModulesIn(text: string): string[] {
  return [...text.matchAll(/"(\.\/\$cell\d+)"/g)].map(([, module = ""]) => module);
}

function importsOf(code: string): string[] {
  return ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
}
