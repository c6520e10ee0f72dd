import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { exists, readSource, versionOf } from "./files";
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
  addModule(file: string, text: string, imports: readonly string[]): void;
  /** Names of what the cells that were added import. */
  readonly imported: ReadonlySet<string>;
  /** The file that a name leads to which a cell imports; undefined for what Node brings, and for what is not there. */
  resolve(name: string): string | undefined;
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
 * @param resolveAnew whether imports of the project's files may lead elsewhere than they did
 */
export function createService(
  root: string,
  options: ts.CompilerOptions,
  project: Project,
  resolveAnew: () => boolean,
): Service {
  const cellFile = join(root, "$cell.ts");
  const cells = new Map([[cellFile, ""]]);
  const imported = new Set<string>();
  /** TypeScript asks for every file's snapshot with every cell. Of packages' files it keeps the texts, which never change. */
  const packageSnapshots = new Map<string, ts.IScriptSnapshot>();
  let version = 0;
  let resolutions = newResolutions();

  function newResolutions() {
    return ts.createModuleResolutionCache(root, (path) => path, options);
  }

  /** As Node does it: its own modules are declared by @types/node, and there is no need to look for them on disk. */
  const resolveName: typeof ts.resolveModuleName = (name, ...rest) =>
    isBuiltin(name) ? { resolvedModule: undefined } : ts.resolveModuleName(name, ...rest);

  const resolve = (name: string) =>
    resolveName(name, cellFile, options, host, resolutions).resolvedModule?.resolvedFileName;
  const importedFiles = () => new Set([...imported].flatMap((name) => resolve(name) ?? []));

  const declarationsOf = (path: string) => project.sound.get(path)?.declarations;
  const host: ts.LanguageServiceHost & Resolution = {
    jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeInfo, // see documentation.ts
    getCompilationSettings: () => options,
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    getScriptFileNames: () => [cellFile, globals, ...importedFiles(), ...project.doubtful()],
    getScriptVersion(path) {
      if (path === cellFile) return String(version);
      if (cells.has(path) || isPackage(path)) return "";
      return declarationsOf(path) === undefined ? versionOf(path) : `${versionOf(path)} declarations`;
    },
    getScriptSnapshot(path) {
      const kept = packageSnapshots.get(path);
      if (kept) return kept;
      const text = cells.get(path) ?? declarationsOf(path) ?? readSource(path);
      if (text === undefined) return undefined;
      const snapshot = ts.ScriptSnapshot.fromString(text);
      if (isPackage(path)) packageSnapshots.set(path, snapshot);
      return snapshot;
    },
    fileExists: (path) => cells.has(path) || exists(path),
    readFile: (path) => cells.get(path) ?? ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
    resolveModuleNameLiterals: (names, file, redirect, settings, source) =>
      names.map((name) => {
        const mode = ts.getModeForUsageLocation(source, name, settings);
        return resolveName(name.text, file, settings, host, resolutions, redirect, mode);
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
    addModule(file, text, imports) {
      cells.set(file, text);
      for (const name of imports) imported.add(name);
    },
    imported,
    resolve,
  };
}
