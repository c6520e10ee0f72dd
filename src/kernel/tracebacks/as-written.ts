import { basename } from "node:path";
import { cellModulePrefix } from "../compiler/scope";

/** `holder.name`, or `(0 , holder.name)`, where it is called. */
const member = /\(0 , (\w+)\.([\p{ID_Continue}$]+)\)|(?<![\p{ID_Continue}$.])(\w+)\.([\p{ID_Continue}$]+)/gu;

const imports = /\bimport\s+([^;"']+?)\s+from\s*["']([^"']+)["']/g;

/**
 * V8 words its errors by the code that it runs, where the names that a cell or a module shares are properties of objects
 * that TypeScript has made: `(0 , node_path_1.join) is not a function`. That is told as it is written: `join is not …`.
 *
 * @param source what is written. What it names itself was not made.
 */
export function asWritten(message: string, source: string): string {
  return message.replace(
    member,
    (all: string, called?: string, calledName?: string, read?: string, readName?: string) => {
      const [holder, name] = [called ?? read ?? "", calledName ?? readName ?? ""];
      const isMade = !new RegExp(`\\b${holder}\\b`).test(source);
      return (isMade ? nameOf(holder, name, source) : undefined) ?? all;
    },
  );
}

function nameOf(holder: string, name: string, source: string): string | undefined {
  if (holder === "exports") return name;
  const stem = holder.replace(/_\d+$/, "");
  if (stem === holder) return undefined;
  if (stem.startsWith(stemOf(cellModulePrefix))) return name;
  const clause = [...source.matchAll(imports)].find(([, , module = ""]) => stemOf(module) === stem)?.[1];
  return clause === undefined ? undefined : importedAs(clause, name);
}

/** What TypeScript calls a module, but for a number. */
function stemOf(module: string): string {
  return basename(module).replace(/\W/g, "_");
}

/** @param clause `path, { join as j }` */
function importedAs(clause: string, name: string): string | undefined {
  const parts = clause.split(/[{},]/).map((part) => part.trim().split(/\s+as\s+/));
  if (name === "default" && !clause.startsWith("{")) return parts[0]?.[0];
  return parts.find(([own]) => own === name)?.at(-1);
}
