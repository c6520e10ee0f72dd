import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Cache } from "../cache.cjs";
import { heed, isOnDisk, readSource } from "./files";

/** A module of the project that is free of errors. */
export interface SoundModule {
  /** Of the text that was checked. */
  hash: string;
  /** What modules that import it have to read: what a `.d.ts` of it says; of JavaScript, JSON and `.d.ts` its own text. */
  text: string;
  /** Files outside packages. */
  imports: readonly string[];
}

/** Is it the same to the modules that import it? */
export function looksTheSame(a: SoundModule, b: SoundModule): boolean {
  return a.text === b.text;
}

/** May it declare something for modules that do not import it? */
export function declaresForAll({ text }: SoundModule, path: string): boolean {
  return path.endsWith(".d.ts") || /\bdeclare (global|module)\b/.test(text);
}

/** A module that cells import, and all of the project that it imports in turn, found to be free of errors. */
interface Snapshot {
  /** What the finding holds for, besides the modules' texts: the compiler, and the packages that they import. */
  circumstances: string;
  modules: readonly NamedModule[];
}

export type NamedModule = [path: string, module: SoundModule];

/** What is known of the modules that a snapshot has. */
export interface Known {
  /** As sound as before, if those that have changed declare what they did. */
  unchanged: NamedModule[];
  changed: NamedModule[];
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
    circumstances,

    /** What is known of the modules behind `entry`; undefined where none of it holds any more. */
    read(entry: string): Known | undefined {
      const text = cache.read(nameOf(entry));
      if (text === undefined || circumstances === undefined) return undefined;
      const snapshot = JSON.parse(text) as Snapshot;
      if (snapshot.circumstances !== circumstances) return undefined;
      const known: Known = { unchanged: [], changed: [] };
      for (const [path, module] of snapshot.modules) {
        const source = readSource(path);
        if (source === undefined || isEclipsed(path)) return undefined; // imports lead elsewhere
        known[hashOf(source) === module.hash ? "unchanged" : "changed"].push([path, module]);
      }
      return known.changed.some(([path, module]) => declaresForAll(module, path)) ? undefined : known;
    },

    write(entry: string, modules: readonly NamedModule[]): void {
      if (circumstances === undefined) return;
      const snapshot: Snapshot = { circumstances, modules };
      cache.write(nameOf(entry), JSON.stringify(snapshot));
    },
  };
}

/** Undefined where it cannot be told which packages are installed: npm leaves a list of them. */
function circumstancesHere(root: string, options: ts.CompilerOptions): string | undefined {
  try {
    const packages = readFileSync(join(root, "node_modules/.package-lock.json"), "utf8");
    const compiler = [...readdirSync(__dirname), "../globals.d.ts", "../modules/variables.ts"].map((name) =>
      readFileSync(join(__dirname, name), "utf8"),
    );
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
