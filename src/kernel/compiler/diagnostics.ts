import ts from "typescript";
import type { Position } from "../tracebacks/source-maps";
import { pathOfFormer } from "./former";
import { hintOn } from "./hints";
import { lineAndColumn, offsetOf } from "./positions";
import { cellModulePrefix, type Scope } from "./scope";
import { hintOnSyntax } from "./syntaxHints";

/** An error that TypeScript has found in a cell, or in a module behind it. */
export interface Diagnostic {
  /** TypeScript's number of it; 0 where the error is none of TypeScript's. */
  code: number;
  /** From the general to the particular, and then what helps on. */
  messages: string[];
  position: Position;
  /** What stands at the position's line. */
  source: string;
  /** Where the module is; undefined for the cell itself. */
  file?: string;
}

/**
 * @param source the text that the reader knows
 * @param position in `source`
 * @param file where `source` is, unless it is the cell
 * @param checker of the program that has the error, unless it is one of syntax
 */
export function diagnosticIn(
  diagnostic: ts.Diagnostic,
  source: string,
  position: number,
  file?: string,
  checker?: ts.TypeChecker,
): Diagnostic {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  const hint = hintOn(diagnostic, text, checker, file === undefined);
  return {
    code: diagnostic.code,
    messages: [...text.split("\n"), ...(hint === undefined ? [] : [hint])],
    position: lineAndColumn(source, position),
    source,
    file,
  };
}

const imported = /import\("([^"]+)"\)(?:\.([\w$]+))?/g;

/**
 * TypeScript tells names apart by the files that they are from: `import("/project/$cell3").Box`. The reader knows cells
 * by their labels, and files by where they are in the project.
 *
 * @param cells by module
 */
export function withLabels(
  diagnostic: Diagnostic,
  root: string,
  cells: ReadonlyMap<string, { label: string }>,
) {
  const name = (all: string, path: string, name = "") => {
    const inProject = path.startsWith(`${root}/`) ? `.${path.slice(root.length)}` : path;
    const former = pathOfFormer(inProject);
    if (former !== undefined && name) return `${name} (${former} as it was)`;
    if (!inProject.startsWith(cellModulePrefix)) return all.replace(path, former ?? inProject);
    const label = cells.get(inProject)?.label;
    return label === undefined ? name : `${name} (${label})`;
  };
  return { ...diagnostic, messages: diagnostic.messages.map((message) => message.replace(imported, name)) };
}

/** What earlier cells declare, unless it is a variable, is imported; TypeScript names that as the reason. */
export function withoutImports(diagnostic: Diagnostic, scope: Scope): Diagnostic {
  const [, name = ""] =
    /^Cannot assign to '(.+)' because it is an import\.$/.exec(diagnostic.messages[0] ?? "") ?? [];
  if (!scope.names.has(name)) return diagnostic;
  return { ...diagnostic, messages: [`Cannot assign to '${name}' because it is not a variable.`] };
}

/** @param code the cell whose first error this is */
export function withHintOnSyntax(diagnostic: Diagnostic, code: string): Diagnostic {
  const hint = hintOnSyntax(code, offsetOf(code, diagnostic.position));
  return withHints(diagnostic, hint === undefined ? [] : [hint]);
}

export function withHints(diagnostic: Diagnostic, hints: readonly string[]): Diagnostic {
  return { ...diagnostic, messages: [...diagnostic.messages, ...hints] };
}

/**
 * What cells may have though they run as CommonJS: `await`, `for await` and `await using` at the top level, and attributes
 * of imports (`with { type: "json" }`), which `require` does not need.
 */
const allowed = new Set([1378, 1432, 2854, 1324, 2823]);

export function isAllowed({ code }: ts.Diagnostic): boolean {
  return allowed.has(code);
}
