import type { NamedModule } from "./snapshots";

/** How many times modules had been found to have changed before: cells of different moments may have different ones. */
export type Moment = number;

/** A module of the project as it was, until it changed or one that it imports did: cells that imported it have it still. */
export interface FormerModule {
  path: string;
  /** The file that it is to the compiler. */
  file: string;
  /** Undefined where there was no such module. */
  text: string | undefined;
  /** The last moment at which a cell got it. */
  moment: Moment;
}

export type FormerModules = ReturnType<typeof keepFormerModules>;

/** @param known what another compiler, which this one replaces, has found to have changed */
export function keepFormerModules(known: readonly FormerModule[]) {
  const byFile = new Map<string, FormerModule>();
  const byPath = new Map<string, FormerModule[]>();
  let now: Moment = 0;
  known.forEach(add);

  function add(module: FormerModule): void {
    byFile.set(module.file, module);
    byPath.set(module.path, [...(byPath.get(module.path) ?? []), module]);
    now = module.moment + 1;
  }

  /** What a cell of `moment` has where it has imported `path`; undefined where that is what is there now. */
  function asOf(moment: Moment, path: string): FormerModule | undefined {
    return byPath.get(path)?.find((module) => module.moment >= moment);
  }

  return {
    now: () => now,
    in: (file: string) => byFile.get(file),
    asOf,

    /**
     * Keeps what modules were until now.
     *
     * @param appeared paths that had no module
     */
    keep(changed: readonly NamedModule[], appeared: readonly string[]): FormerModule[] {
      const entry = (path: string, text?: string) => ({ path, file: nameOf(path, now), text, moment: now });
      const found = [
        ...changed.map(([path, { text }]) => entry(path, text)),
        ...appeared.map((path) => entry(path)),
      ];
      found.forEach(add);
      return found;
    },
  };
}

/** It lies beside the module, so that what that imports is found from there, and is read as the same kind of file. */
function nameOf(path: string, moment: Moment): string {
  return path.replace(/(?:\.d)?\.\w+$/, (extension) => `$before${moment}${extension}`);
}

/** The module's path, if an import leads to a former one; both without extension. */
export function pathOfFormer(imported: string): string | undefined {
  return /^(.+)\$before\d+$/.exec(imported)?.[1];
}
