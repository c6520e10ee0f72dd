import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Cache } from "../cache.mjs";
import { heed, isOnDisk, readSource } from "./files";

/** A module of the project that is free of errors. */
export interface SoundModule {
  /** Of the text that was checked. */
  hash: string;
  /** What a `.d.ts` of it says; undefined where only its own text will do (JavaScript, JSON, `.d.ts`). */
  declarations?: string;
}

/** A module that cells import, and all of the project that it imports in turn, found to be free of errors. */
interface Snapshot {
  /** What the finding holds for, besides the modules' texts: the compiler, and the packages that they import. */
  circumstances: string;
  modules: [path: string, module: SoundModule][];
}

/**
 * Keeps from one kernel to the next which modules are sound, and what they declare.
 *
 * @param options how modules are checked
 */
export function openSnapshots(root: string, options: ts.CompilerOptions, cache: Cache) {
  const circumstances = circumstancesHere(root, options);
  const nameOf = (entry: string) => `${hashOf(entry)}.json`;

  return {
    /** The modules behind `entry`, if they are known to be sound as they are now. */
    read(entry: string): ReadonlyMap<string, SoundModule> | undefined {
      const text = cache.read(nameOf(entry));
      if (text === undefined || circumstances === undefined) return undefined;
      const snapshot = JSON.parse(text) as Snapshot;
      if (snapshot.circumstances !== circumstances) return undefined;
      return snapshot.modules.every(([path, { hash }]) => isStill(path, hash))
        ? new Map(snapshot.modules)
        : undefined;
    },

    write(entry: string, modules: ReadonlyMap<string, SoundModule>): void {
      if (circumstances === undefined) return;
      const snapshot: Snapshot = { circumstances, modules: [...modules] };
      cache.write(nameOf(entry), JSON.stringify(snapshot));
    },
  };

  function isStill(path: string, hash: string): boolean {
    const text = readSource(path);
    return text !== undefined && hashOf(text) === hash && !isEclipsed(path);
  }
}

/** Undefined where it cannot be told which packages are installed: npm leaves a list of them. */
function circumstancesHere(root: string, options: ts.CompilerOptions): string | undefined {
  try {
    const packages = readFileSync(join(root, "node_modules/.package-lock.json"), "utf8");
    const compiler = readdirSync(__dirname).map((name) => readFileSync(join(__dirname, name), "utf8"));
    return hashOf(JSON.stringify([ts.version, options, packages, ...compiler]));
  } catch {
    return undefined;
  }
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** In the order in which an import tries them. */
const extensions = [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".json"];

/** Has a file appeared that an import finds before this one? */
function isEclipsed(path: string): boolean {
  const rivals = rivalsOf(path);
  for (const rival of rivals) heed(rival);
  return rivals.some(isOnDisk);
}

function rivalsOf(path: string): string[] {
  if (path.endsWith(".json")) return [".ts", ".tsx", ".d.ts"].map((extension) => path + extension);
  const [, stem = "", index = "", extension = ""] = /^(.+?)(\/index)?((?:\.d)?\.\w+)$/.exec(path) ?? [];
  const earlier = extensions.slice(0, Math.max(0, extensions.indexOf(extension)));
  return [
    ...earlier.map((other) => `${stem}${index}${other}`),
    ...(index ? extensions.map((other) => `${stem}${other}`) : []),
  ];
}
