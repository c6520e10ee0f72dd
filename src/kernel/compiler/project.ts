import type ts from "typescript";
import { importedFiles } from "./dependencies";
import { emitAlone } from "./emitAlone";
import { changedFiles, isOnDisk, readSource } from "./files";
import type { FormerModules } from "./former";
import { isPackage } from "./packages";
import { reachable } from "./reachable";
import {
  type Known,
  type NamedModule,
  type SoundModule,
  declaresForAll,
  hashOf,
  looksTheSame,
  type openSnapshots,
} from "./snapshots";
import { stemOf } from "./stem";

export type Project = ReturnType<typeof openProject>;

/**
 * The project's modules that cells import: they are checked once, and then known by what they declare. One that has
 * changed since is doubtful until it is checked again; if it then declares what it did, the modules that import it are
 * as sound as before.
 *
 * @param former where a module is kept as it was when it has changed
 * @param keepCode keeps a module's JavaScript for whoever runs it
 */
export function openProject(
  snapshots: ReturnType<typeof openSnapshots>,
  former: FormerModules,
  keepCode: (text: string, code: string) => void,
) {
  const sound = new Map<string, SoundModule>();
  /** As they were when they were last found to be sound. */
  const doubtful = new Map<string, SoundModule>();
  /** What cells have imported so far, without what that imports in turn. */
  const entries = new Set<string>();

  /** Takes up what a snapshot tells, unless other modules than it knows are behind them now. */
  function add({ unchanged, changed }: Known): void {
    const differs = ([path, module]: NamedModule) => {
      const known = sound.get(path) ?? doubtful.get(path);
      return known !== undefined && !looksTheSame(known, module);
    };
    if ([...unchanged, ...changed].some(differs)) return;
    for (const [path, module] of unchanged) if (!doubtful.has(path)) sound.set(path, module);
    for (const [path, module] of changed) if (!sound.has(path)) doubtful.set(path, module);
  }

  /** A file, and all files outside packages that it imports, directly and by others. */
  function behind(path: string, program: ts.Program): ReadonlySet<string> {
    return reachable([path], (each) => {
      if (former.in(each)) return []; // it is sound, and so was what it imports
      const file = program.getSourceFile(each);
      return sound.get(each)?.imports ?? (file ? importedFiles(program, file) : []);
    });
  }

  /** The known modules that are not what they were, or import such, once these files have changed. */
  function outdatedBy(changed: readonly string[]): NamedModule[] {
    const known = new Map([...doubtful, ...sound]);
    const stems = new Set(changed.map(stemOf));
    const isOutdated = (path: string) =>
      [...reachable([path], (each) => known.get(each)?.imports ?? [])].some((each) =>
        stems.has(stemOf(each)),
      );
    return [...known].filter(([path]) => isOutdated(path));
  }

  /** Forgets modules that are outdated; all, where what they declare may concern also what does not import them. */
  function forget(outdated: readonly NamedModule[]): void {
    const touchesAll = outdated.some(([path, module]) => declaresForAll(module, path));
    const paths = touchesAll ? [...sound.keys(), ...doubtful.keys()] : outdated.map(([path]) => path);
    for (const path of paths) {
      sound.delete(path);
      doubtful.delete(path);
    }
  }

  /** The sound modules that import one of `altered`, directly or by others. */
  function importersOf(altered: ReadonlyMap<string, SoundModule>, program: ts.Program): NamedModule[] {
    if (altered.size === 0) return [];
    if ([...altered].some(([path, module]) => declaresForAll(module, path))) return [...sound];
    return [...sound].filter(([path]) => [...behind(path, program)].some((each) => altered.has(each)));
  }

  /** Leaves what is known of `found`, and of what cells import it by, to kernels to come. */
  function keep(program: ts.Program, found: ReadonlyMap<string, SoundModule>): void {
    for (const entry of entries) {
      const paths = behind(entry, program);
      const modules = [...sound].filter(([path]) => paths.has(path));
      const isNews = modules.some(([path]) => found.has(path));
      if (isNews && modules.length === paths.size) snapshots.write(entry, modules);
    }
  }

  return {
    sound: sound as ReadonlyMap<string, SoundModule>,
    /** To be read beside the cells: declarations do not tell all that a module imports, and may not lead to them. */
    doubtful: () => doubtful.keys(),

    /** Before a cell is compiled: makes known which of the files that it imports were sound before, and still are. */
    recall(imported: readonly string[]): void {
      for (const path of imported) if (!isPackage(path)) entries.add(path);
      for (const entry of entries) {
        const known = sound.has(entry) || doubtful.has(entry) ? undefined : snapshots.read(entry);
        if (known) add(known);
      }
    },

    behind,

    /** The modules behind a cell that are not known to be sound. */
    unknownBehind(program: ts.Program, cell: ts.SourceFile): ts.SourceFile[] {
      const paths = [...behind(cell.fileName, program)].filter((path) => isOnDisk(path) && !sound.has(path));
      return paths.flatMap((path) => program.getSourceFile(path) ?? []);
    },

    /**
     * After modules were checked and found to be without errors: makes them known, here and to kernels to come.
     *
     * @returns false when they declare something else than they did: modules that import them are unknown now
     */
    learn(program: ts.Program, faultless: readonly ts.SourceFile[]): boolean {
      const found = new Map(faultless.map((file) => [file.fileName, soundModule(file, program)]));
      const altered = new Map(
        [...found].filter(([path, module]) => !looksTheSame(doubtful.get(path) ?? module, module)),
      );
      const stale = importersOf(altered, program);
      for (const [path, module] of stale) {
        sound.delete(path);
        doubtful.set(path, module);
      }
      if (stale.length > 0) return false;

      const isNews = ({ fileName }: ts.SourceFile) =>
        doubtful.get(fileName)?.hash !== found.get(fileName)?.hash;
      emitAlone(program, faultless.filter(isTypeScript).filter(isNews), keepCode);
      for (const [path, module] of found) {
        doubtful.delete(path);
        sound.set(path, module);
      }
      keep(program, found);
      return true;
    },

    /** Stands for these files and all that they import outside packages; undefined unless all of it is known to be sound. */
    stateOf(paths: readonly string[]): string | undefined {
      if (snapshots.circumstances === undefined || doubtful.size > 0) return undefined;
      const own = paths.filter((path) => !isPackage(path));
      const found = [...reachable(own, (path) => sound.get(path)?.imports ?? [])];
      if (!found.every((path) => sound.has(path))) return undefined;
      const modules = found.sort().map((path) => [path, sound.get(path)?.hash]);
      return hashOf(JSON.stringify([snapshots.circumstances, modules]));
    },

    /**
     * Looks which files have changed since this was last asked, and not only been saved again, and keeps what they were,
     * and what imports them. What is still known then, the snapshots tell.
     */
    lookForChanges() {
      const { changed: touched, stamps } = changedFiles();
      const changed = touched.filter((path) => sound.get(path)?.hash !== hashOf(readSource(path) ?? ""));
      if (changed.length === 0) return { changed, stamps, former: [] };
      const outdated = outdatedBy(changed);
      const appeared = changed.filter((path) => isOnDisk(path) && !sound.has(path) && !doubtful.has(path));
      forget(outdated);
      // What a module declares for all cannot be two things.
      const kept = outdated.filter(([path, module]) => !declaresForAll(module, path));
      return { changed, stamps, former: former.keep(kept, appeared) };
    },
  };
}

function soundModule(file: ts.SourceFile, program: ts.Program): SoundModule {
  let { text } = file;
  if (isTypeScript(file)) program.emit(file, (_, declarations) => (text = declarations), undefined, true);
  return { hash: hashOf(file.text), text, imports: importedFiles(program, file) };
}

function isTypeScript({ fileName }: ts.SourceFile): boolean {
  return /(?<!\.d)\.tsx?$/.test(fileName);
}
