// The project's files as the cells' compiler sees them. Nothing is watched: whether a file has changed is looked up when
// a cell is compiled, so that an edit is seen however short before the cell it was made.
import { statSync } from "node:fs";
import ts from "typescript";
import { isPackage } from "./packages";

/** Of every file of the project that was read or looked for, what it was like then; undefined where it was not there. */
export type Stamps = ReadonlyMap<string, string | undefined>;

const stamps = new Map<string, string | undefined>();
/** Seen to have changed, and not yet told by changedFiles. */
const changed = new Set<string>();

/** A file's own text; from now on its changes are noticed. */
export function readSource(path: string): string | undefined {
  if (!isPackage(path)) heed(path);
  return ts.sys.readFile(path);
}

/** Notes if a file has changed since it was last looked at; from now on its changes are noticed. */
export function heed(path: string): void {
  const stamp = stampOf(path);
  if (stamps.has(path) && stamps.get(path) !== stamp) changed.add(path);
  stamps.set(path, stamp);
}

/** Of a file of the project: another one after each change. */
export function versionOf(path: string): string {
  if (!stamps.has(path)) heed(path);
  return stamps.get(path) ?? "missing";
}

export function exists(path: string): boolean {
  if (!isPackage(path)) heed(path); // it may appear later
  return ts.sys.fileExists(path);
}

/** Was the file there when it was last looked at? */
export function isOnDisk(path: string): boolean {
  return stamps.get(path) !== undefined;
}

/** Takes up what another thread has seen of the files. */
export function recallStamps(seen: Stamps): void {
  for (const [path, stamp] of seen) stamps.set(path, stamp);
}

/** The files of the project that have changed since this was last asked, of those that cells import; and how all are now. */
export function changedFiles(): { changed: string[]; stamps: Stamps } {
  for (const path of stamps.keys()) heed(path);
  const found = [...changed];
  changed.clear();
  return { changed: found, stamps };
}

function stampOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats && `${stats.ino}:${stats.size}:${stats.ctimeMs}`;
  } catch {
    return undefined; // a folder on its way has become a file, or a link leads to itself
  }
}
