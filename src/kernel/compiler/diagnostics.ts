import ts from "typescript";
import type { Position } from "../tracebacks/source-maps";
import { lineAndColumn } from "./positions";
import { hintOn, hintOnSyntax } from "./hints";
import { cellModulePrefix, type Scope } from "./scope";

/** An error that TypeScript has found in a cell, or in a module behind it. */
export interface Diagnostic {
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
 */
export function diagnosticIn(
  diagnostic: ts.Diagnostic,
  source: string,
  position: number,
  file?: string,
): Diagnostic {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  const hint = hintOn(diagnostic, text);
  return {
    code: diagnostic.code,
    messages: [...text.split("\n"), ...(hint === undefined ? [] : [hint])],
    position: lineAndColumn(source, position),
    source,
    file,
  };
}

const imported = /import\("([^"]+)"\)\.([\w$]+)/g;

/**
 * TypeScript tells names apart by the files that they are from: `import("/project/$cell3").Box`. The reader knows cells
 * by their labels, and files by where they are in the project.
 *
 * @param labels module of a cell → what it is called
 */
export function withLabels(diagnostic: Diagnostic, root: string, labels: ReadonlyMap<string, string>) {
  const name = (all: string, path: string, name: string) => {
    const inProject = path.startsWith(`${root}/`) ? `.${path.slice(root.length)}` : path;
    if (!inProject.startsWith(cellModulePrefix)) return all.replace(path, inProject);
    const label = labels.get(inProject);
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
  const hint = hintOnSyntax(code);
  return hint === undefined ? diagnostic : { ...diagnostic, messages: [...diagnostic.messages, hint] };
}

/** `await`, `for await` and `await using` at the top level, which cells may have though they run as CommonJS. */
const topLevelAwait = new Set([1378, 1432, 2854]);

export function isTopLevelAwait({ code }: ts.Diagnostic): boolean {
  return topLevelAwait.has(code);
}
