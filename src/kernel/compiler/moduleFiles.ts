import { readdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import ts from "typescript";

const options: ts.CompilerOptions = {
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowJs: true,
  resolveJsonModule: true,
};

/** The file that a path leads to which `importer` imports, if there is one. */
export function moduleFile(path: string, importer: string): string | undefined {
  return ts.resolveModuleName(path, importer, options, ts.sys).resolvedModule?.resolvedFileName;
}

/** The path of a module that differs from one that `importer` imports in upper and lower case alone. */
export function sameButForCase(path: string, importer: string): string | undefined {
  const right: string[] = [];
  for (const part of posix.normalize(path).split("/")) {
    const found = part === ".." ? part : entryLike(part, join(dirname(importer), ...right));
    if (found === undefined) return undefined;
    right.push(found);
  }
  const found = right[0] === ".." ? right.join("/") : `./${right.join("/")}`;
  return found !== path && moduleFile(found, importer) !== undefined ? found : undefined;
}

/** What a folder has under a name, with or without an extension, in whatever case; best as it is written. */
function entryLike(name: string, folder: string): string | undefined {
  const entries = entriesOf(folder).flatMap((entry) => [entry, entry.replace(/(?:\.d)?\.\w+$/, "")]);
  if (entries.includes(name)) return name;
  return entries.find((entry) => entry.toLowerCase() === name.toLowerCase());
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it is not there, or is a file
  }
}
