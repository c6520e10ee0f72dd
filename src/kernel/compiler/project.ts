import ts from "@tslab/typescript-for-tslab";
import type { Cache } from "../cache.mjs";
import { dependencies } from "./dependencies";
import { hashOf, openSnapshots } from "./snapshots";
import { addSoundModules, isOnDisk, isPackage, type SoundModule, soundModules } from "./sources";
import { compilerOptions, lastProgram } from "./typescript";

/** The project's modules that cells import: they are checked once, and then known by what they declare. */
export function openProject(cellFile: string, cache: Cache) {
  const snapshots = openSnapshots(cache);
  /** What cells have imported so far, without what that imports in turn. */
  const entries = new Set<string>();

  return {
    /** Before a cell is compiled: makes known which of the modules that it imports were sound before, and still are. */
    recall(code: string): void {
      for (const entry of importsOf(code, cellFile)) entries.add(entry);
      for (const entry of entries) {
        const modules = soundModules.has(entry) ? undefined : snapshots.read(entry);
        if (modules) addSoundModules(modules);
      }
    },

    /** After a cell was compiled: makes known, here and to kernels to come, which modules have turned out sound. */
    learn(): void {
      const { program, faultless } = lastProgram();
      if (!program || faultless.length === 0) return;
      for (const entry of entries) {
        const modules = soundModules.has(entry) ? undefined : modulesBehind(entry, program, faultless);
        if (!modules) continue;
        addSoundModules(modules);
        snapshots.write(entry, modules);
      }
    },
  };
}

function importsOf(code: string, cellFile: string): string[] {
  return ts.preProcessFile(code).importedFiles.flatMap(({ fileName }) => {
    const { resolvedModule } = ts.resolveModuleName(fileName, cellFile, compilerOptions, ts.sys);
    const path = resolvedModule?.resolvedFileName;
    return path === undefined || isPackage(path) ? [] : [path];
  });
}

/** A module and all of the project that it imports in turn; undefined unless every one of them has been checked. */
function modulesBehind(
  entry: string,
  program: ts.Program,
  faultless: readonly ts.SourceFile[],
): ReadonlyMap<string, SoundModule> | undefined {
  const file = program.getSourceFile(entry);
  if (!file || !faultless.includes(file)) return undefined;
  const paths = dependencies(program, file);
  if (!paths.every(isOnDisk)) return undefined;
  // Declarations do not tell all that a module imports, so whatever was known to be sound may be behind this one.
  const before = paths.some((path) => soundModules.has(path)) ? soundModules : [];
  const found = paths.flatMap((path): [string, SoundModule][] => {
    const source = soundModules.has(path) ? undefined : program.getSourceFile(path);
    return source ? [[path, soundModule(source, program)]] : [];
  });
  return new Map([...found, ...before]);
}

function soundModule(file: ts.SourceFile, program: ts.Program): SoundModule {
  const hash = hashOf(file.text);
  if (!/(?<!\.d)\.tsx?$/.test(file.fileName)) return { hash };
  let declarations: string | undefined;
  program.emit(file, (_, text) => (declarations = text), undefined, true);
  return { hash, declarations };
}
