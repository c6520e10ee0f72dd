import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { exists, readSource, versionOf } from "./files";
import type { FormerModules, Moment } from "./former";
import { isPackage } from "./packages";
import type { Project } from "./project";

/** Declares what every cell finds. */
const globals = join(__dirname, "../globals.d.ts");

/** TypeScript's language service over a cell, the cells before it, and whatever they import. */
export interface Service {
  /** The file that holds the cell. */
  readonly cellFile: string;
  readonly languageService: ts.LanguageService;
  /** Puts a cell there. */
  setCell(text: string): void;
  /**
   * Adds a cell that has been compiled, as its declarations (`.d.ts`) or as it is (`.ts`). What it imports stays in all
   * programs to come: what that adds to the global scope is there, and need not be read again.
   */
  addModule(file: string, text: string, imports: readonly string[], moment: Moment): void;
  /** Names of what the cells that were added import. */
  imported(): Iterable<string>;
  /**
   * The file that a name leads to which a cell imports; undefined for what Node brings, and for what is not there.
   *
   * @param moment when the cell was compiled; now unless said
   */
  resolve(name: string, moment?: Moment): string | undefined;
}

/** What a host may tell TypeScript, beside the public functions. */
interface Resolution {
  /** May imports of this file lead elsewhere than they did? */
  hasInvalidatedResolutions(path: string): boolean;
  /** Holds also what is known of packages' package.json, which every file of a package asks for. */
  getModuleResolutionCache(): ts.ModuleResolutionCache;
}

/**
 * @param root the project's folder; cells import from there
 * @param options how cells and modules are compiled
 * @param project modules that are known to be free of errors are read as their declarations, a tenth of their text
 * @param former modules as earlier cells have them
 * @param resolveAnew whether imports of the project's files may lead elsewhere than they did
 */
export function createService(
  root: string,
  options: ts.CompilerOptions,
  project: Project,
  former: FormerModules,
  resolveAnew: () => boolean,
): Service {
  const cellFile = join(root, "$cell.ts");
  const cells = new Map([[cellFile, ""]]);
  /** When earlier cells were compiled. */
  const moments = new Map<string, Moment>();
  /** Name → when a cell last imported it. */
  const imported = new Map<string, Moment>();
  /** TypeScript asks for every file's snapshot with every cell. Of packages' files it keeps the texts, which never change. */
  const packageSnapshots = new Map<string, ts.IScriptSnapshot>();
  let version = 0;
  let resolutions = newResolutions();

  function newResolutions() {
    return ts.createModuleResolutionCache(root, (path) => path, options);
  }

  /** A name leads to what it led to at `moment`; Node's own modules are declared by @types/node, and not looked for on disk. */
  function resolveAt(
    moment: Moment,
    name: string,
    file: string,
    redirect?: ts.ResolvedProjectReference,
    mode?: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    if (isBuiltin(name)) return { resolvedModule: undefined };
    const isNow = moment === former.now();
    const there = isNow ? host : { ...host, fileExists: (path: string) => existedAt(moment, path) };
    const from = former.in(file)?.path ?? file;
    const found = ts.resolveModuleName(
      name,
      from,
      options,
      there,
      isNow ? resolutions : undefined,
      redirect,
      mode,
    );
    const { resolvedModule } = found;
    if (!resolvedModule) return found;
    const { resolvedFileName: path } = resolvedModule;
    const resolvedFileName = former.asOf(moment, path)?.file ?? path;
    return { ...found, resolvedModule: { ...resolvedModule, resolvedFileName } };
  }

  const existedAt = (moment: Moment, path: string) => {
    const module = former.asOf(moment, path);
    return module ? module.text !== undefined : host.fileExists(path);
  };
  const momentOf = (file: string) => former.in(file)?.moment ?? moments.get(file) ?? former.now();
  const resolve = (name: string, moment = former.now()) =>
    resolveAt(moment, name, cellFile).resolvedModule?.resolvedFileName;
  const importedFiles = () => new Set([...imported].flatMap(([name, moment]) => resolve(name, moment) ?? []));

  /** What is on no disk: cells, and what these have. */
  const isOfCells = (path: string) => cells.has(path) || former.in(path) !== undefined;
  const knownText = (path: string) =>
    cells.get(path) ?? former.in(path)?.text ?? project.sound.get(path)?.text;
  const host: ts.LanguageServiceHost & Resolution = {
    jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeInfo, // see documentation.ts
    getCompilationSettings: () => options,
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    getScriptFileNames: () => [cellFile, globals, ...importedFiles(), ...project.doubtful()],
    getScriptVersion(path) {
      if (path === cellFile) return String(version);
      if (isOfCells(path) || isPackage(path)) return "";
      return project.sound.has(path) ? `${versionOf(path)} declarations` : versionOf(path);
    },
    getScriptSnapshot(path) {
      const kept = packageSnapshots.get(path);
      if (kept) return kept;
      const text = knownText(path) ?? readSource(path);
      if (text === undefined) return undefined;
      const snapshot = ts.ScriptSnapshot.fromString(text);
      if (isPackage(path)) packageSnapshots.set(path, snapshot);
      return snapshot;
    },
    fileExists: (path) => isOfCells(path) || exists(path),
    readFile: (path) => knownText(path) ?? ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
    resolveModuleNameLiterals: (names, file, redirect, settings, source) =>
      names.map((name) => {
        const mode = ts.getModeForUsageLocation(source, name, settings);
        return resolveAt(momentOf(file), name.text, file, redirect, mode);
      }),
    getModuleResolutionCache: () => resolutions,
    hasInvalidatedResolutions: (path) => resolveAnew() && !isPackage(path),
  };

  return {
    cellFile,
    languageService: ts.createLanguageService(host),
    setCell(text) {
      cells.set(cellFile, text);
      version++;
      resolutions = newResolutions(); // a file may have come
    },
    addModule(file, text, imports, moment) {
      cells.set(file, text);
      moments.set(file, moment);
      for (const name of imports) imported.set(name, moment);
    },
    imported: () => imported.keys(),
    resolve,
  };
}
