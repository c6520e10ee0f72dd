// tslab's converter, which turns cells into JavaScript, fixes its own compiler options. This file must be imported before
// it: it puts a TypeScript in front of it that
// - checks cells as strictly as the project, and knows @types/node but not every @types package that happens to be there,
// - keeps source maps, from which tracebacks get a cell's own lines,
// - looks for a cell's dependencies where they are needed: to keep those of all files, as tslab has it, takes two thirds of
//   the time that a cell takes to compile once large packages are imported,
// - leaves the modules that a cell imports unemitted: require() loads those by itself,
// - does not check again modules that are known to be sound,
// - lets a cell write `{ a }` for a variable of an earlier one.
import ts from "@tslab/typescript-for-tslab";
import { dependencies } from "./dependencies";
import { expandShorthand } from "./shorthand";
import { soundModules } from "./sources";

type Diagnostics = readonly ts.Diagnostic[];

/** In tslab's fork, beside the public functions. */
interface Fork {
  getPreEmitDiagnosticsOfFiles(program: ts.Program, files: readonly ts.SourceFile[]): Diagnostics;
}

/** What tslab calls the file that holds the cell. */
const cellFile = "/__tslab__.ts";
const isCell = (file: ts.SourceFile | undefined) => file?.fileName.endsWith(cellFile) ?? false;
/** The program that the last cell was compiled in. */
let current: ts.Program | undefined;
/** The modules that were checked with that cell and had no errors, if none had. */
let faultless: readonly ts.SourceFile[] = [];

export function lastProgram() {
  return { program: current, faultless };
}

/** How imports are resolved, and what else tslab compiles cells with. */
export let compilerOptions: ts.CompilerOptions = {};

function createWatchCompilerHost(
  rootFiles: string[],
  options: ts.CompilerOptions,
  system: ts.System,
  _createProgram: null,
  ...reporters: [ts.DiagnosticReporter, ts.WatchStatusReporter]
) {
  compilerOptions = { ...options, strict: true, types: ["node"], inlineSourceMap: true };
  return ts.createWatchCompilerHost(
    rootFiles,
    compilerOptions,
    system,
    ts.createAbstractBuilder,
    ...reporters,
  );
}

function createWatchProgram(host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>) {
  const tell = host.afterProgramCreate?.bind(host);
  host.afterProgramCreate = (builder) => {
    const program = builder.getProgram();
    current = program;
    faultless = [];
    program.getTypeChecker(); // tslab reads from the cell's file which names it declares, which this finds out
    tell?.({
      ...builder,
      emit: emitCellOnly(program),
      getAllDependencies: (file) => dependencies(program, file),
    });
  };
  separateTimers(host);
  return ts.createWatchProgram(host);
}

/**
 * tslab keeps one timer, the one that has the program made anew, and fails when it is asked for another; TypeScript
 * has a second one, for files that appear where an import looked for them in vain.
 */
function separateTimers(host: ts.WatchHost): void {
  const setTimer = host.setTimeout?.bind(host);
  const clearTimer = host.clearTimeout?.bind(host);
  const others = new Set<unknown>();
  host.setTimeout = (callback, ...rest) => {
    if (callback.name === "updateProgramWithWatchStatus") return setTimer?.(callback, ...rest) as unknown;
    const timer = setImmediate(callback);
    others.add(timer);
    return timer;
  };
  host.clearTimeout = (timer) => {
    if (others.delete(timer)) clearImmediate(timer as NodeJS.Immediate);
    else clearTimer?.(timer);
  };
}

/** Emits a cell; of any other module tells only that it was emitted, which is how tslab reports that it is new. */
function emitCellOnly(program: ts.Program): ts.BuilderProgram["emit"] {
  return (file, writeFile, cancellation, onlyDeclarations, transformers) => {
    if (!file || isCell(file)) {
      const before = [expandShorthand(program.getTypeChecker())];
      return program.emit(file, writeFile, cancellation, onlyDeclarations, { ...transformers, before });
    }
    const { rootDir = "", outDir = "" } = program.getCompilerOptions();
    const output = file.fileName.replace(rootDir, outDir).replace(/\.\w+$/, ".js");
    writeFile?.(output, "", false);
    return { emitSkipped: false, diagnostics: [] };
  };
}

function getPreEmitDiagnosticsOfFiles(program: ts.Program, files: readonly ts.SourceFile[]): Diagnostics {
  const unknown = files.filter((file) => !soundModules.has(file.fileName));
  const diagnostics = (ts as typeof ts & Fork).getPreEmitDiagnosticsOfFiles(program, unknown);
  const faulty = diagnostics.some(({ file }) => file && !isCell(file));
  faultless = faulty ? [] : unknown.filter((file) => !isCell(file));
  return diagnostics;
}

const transpileModule: typeof ts.transpileModule = (input, { compilerOptions, ...rest }) =>
  ts.transpileModule(input, { ...rest, compilerOptions: { ...compilerOptions, inlineSourceMap: true } });

const cached = require.cache[require.resolve("@tslab/typescript-for-tslab")];
if (!cached) throw new Error("TypeScript is not in require's cache.");
cached.exports = {
  ...ts,
  createWatchCompilerHost,
  createWatchProgram,
  getPreEmitDiagnosticsOfFiles,
  transpileModule,
};
