import type ts from "typescript";
import { dependencies } from "./dependencies";
import { changedFiles, isOnDisk } from "./files";
import { isPackage } from "./packages";
import { hashOf, type SoundModule, type openSnapshots } from "./snapshots";

/** The project's modules that cells import: they are checked once, and then known by what they declare. */
export function openProject(snapshots: ReturnType<typeof openSnapshots>) {
  const sound = new Map<string, SoundModule>();
  /** What cells have imported so far, without what that imports in turn. */
  const entries = new Set<string>();

  const add = (modules: ReadonlyMap<string, SoundModule>) => {
    for (const [path, module] of modules) sound.set(path, sound.get(path) ?? module);
  };

  return {
    sound: sound as ReadonlyMap<string, SoundModule>,

    /** Before a cell is compiled: makes known which of the files that it imports were sound before, and still are. */
    recall(imported: readonly string[]): void {
      for (const path of imported) if (!isPackage(path)) entries.add(path);
      for (const entry of entries) {
        const modules = sound.has(entry) ? undefined : snapshots.read(entry);
        if (modules) add(modules);
      }
    },

    /** After modules were checked and found to be without errors: makes them known, here and to kernels to come. */
    learn(program: ts.Program, faultless: readonly ts.SourceFile[]): void {
      if (faultless.length === 0) return;
      for (const entry of entries) {
        const modules = sound.has(entry) ? undefined : modulesBehind(entry, program, faultless, sound);
        if (!modules) continue;
        add(modules);
        snapshots.write(entry, modules);
      }
    },

    /**
     * Looks which files have changed since this was last asked. One changed module can break any other: none is known
     * to be sound any more.
     */
    lookForChanges() {
      const found = changedFiles();
      if (found.changed.length > 0) sound.clear();
      return found;
    },
  };
}

/** A module and all of the project that it imports in turn; undefined unless every one of them has been checked. */
function modulesBehind(
  entry: string,
  program: ts.Program,
  faultless: readonly ts.SourceFile[],
  sound: ReadonlyMap<string, SoundModule>,
): ReadonlyMap<string, SoundModule> | undefined {
  const file = program.getSourceFile(entry);
  if (!file || !faultless.includes(file)) return undefined;
  const files = dependencies(program, file);
  if (!files.every(({ fileName }) => isOnDisk(fileName))) return undefined;
  // Declarations do not tell all that a module imports, so whatever was known to be sound may be behind this one.
  const before = files.some(({ fileName }) => sound.has(fileName)) ? sound : [];
  const found = files
    .filter(({ fileName }) => !sound.has(fileName))
    .map((source) => [source.fileName, soundModule(source, program)] as const);
  return new Map([...found, ...before]);
}

function soundModule(file: ts.SourceFile, program: ts.Program): SoundModule {
  const hash = hashOf(file.text);
  if (!/(?<!\.d)\.tsx?$/.test(file.fileName)) return { hash };
  let declarations: string | undefined;
  program.emit(file, (_, text) => (declarations = text), undefined, true);
  return { hash, declarations };
}
