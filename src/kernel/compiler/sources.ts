// The project's files as the cells' compiler sees them. A module that is known to be sound is read as its declarations,
// which are a tenth of its text and need no checking. Nothing is watched: whether a file has changed is looked up when
// a cell is compiled, so that an edit is seen however short before the cell it was made.
import { statSync } from "node:fs";
import ts from "@tslab/typescript-for-tslab";

export interface SoundModule {
  /** Of the text that was checked. */
  hash: string;
  /** What a `.d.ts` of it says; undefined where only its own text will do (JavaScript, JSON, `.d.ts`). */
  declarations?: string;
}

const sound = new Map<string, SoundModule>();
/** Of every file that was read or looked for, what it was like then. */
const stamps = new Map<string, string | undefined>();
/** Seen to have changed, and not yet told by lookForChanges. */
const changed = new Set<string>();
const watchers = new Map<string, Set<ts.FileWatcherCallback>>();

const readFile = ts.sys.readFile.bind(ts.sys);
const watchDirectory = ts.sys.watchDirectory?.bind(ts.sys);
const unwatched: ts.FileWatcher = { close: () => undefined };

ts.sys.readFile = (path, encoding) =>
  isPackage(path) ? readFile(path, encoding) : (sound.get(path)?.declarations ?? readSource(path, encoding));

ts.sys.watchFile = (path, callback) => {
  if (isPackage(path)) return unwatched;
  const callbacks = watchers.get(path) ?? new Set();
  watchers.set(path, callbacks.add(callback));
  return { close: () => callbacks.delete(callback) };
};

// Folders are watched for files that appear where an import has looked for them in vain.
ts.sys.watchDirectory = (path, ...rest) =>
  isPackage(path) ? unwatched : (watchDirectory?.(path, ...rest) ?? unwatched);

export function isPackage(path: string): boolean {
  return path.includes("/node_modules/") || path.endsWith("/node_modules");
}

/** A file's own text; from now on its changes are noticed. */
export function readSource(path: string, encoding?: string): string | undefined {
  heed(path);
  return readFile(path, encoding);
}

/** Notes if a file has changed since it was last looked at; from now on its changes are noticed. */
export function heed(path: string): void {
  const stamp = stampOf(path);
  if (stamps.has(path) && stamps.get(path) !== stamp) changed.add(path);
  stamps.set(path, stamp);
}

/** Is there such a file, not only one that a cell has declared? */
export function isOnDisk(path: string): boolean {
  return stamps.get(path) !== undefined;
}

/** The modules that are known to be free of errors. */
export const soundModules: ReadonlyMap<string, SoundModule> = sound;

/** From now on the compiler reads these modules as their declarations. */
export function addSoundModules(modules: ReadonlyMap<string, SoundModule>): void {
  const added = [...modules].filter(([path]) => !sound.has(path));
  for (const [path, module] of added) sound.set(path, module);
  tell(added.map(([path]) => path));
}

/**
 * Looks which files have changed since they were last looked at, and has the compiler read those anew. One changed
 * module can break any other: none is known to be sound any more.
 */
export function lookForChanges(): string[] {
  for (const path of stamps.keys()) heed(path);
  const found = [...changed];
  changed.clear();
  if (found.length === 0) return [];
  const affected = new Set([...found, ...sound.keys()]);
  sound.clear();
  tell(affected);
  return found;
}

/** Has the compiler read files anew. */
function tell(paths: Iterable<string>): void {
  for (const path of paths) {
    const kind = isOnDisk(path) ? ts.FileWatcherEventKind.Changed : ts.FileWatcherEventKind.Deleted;
    for (const callback of [...(watchers.get(path) ?? [])]) callback(path, kind);
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.ino}:${stats.size}:${stats.ctimeMs}`;
}
