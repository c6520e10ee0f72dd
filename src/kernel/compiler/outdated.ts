import ts from "typescript";
import { type Scope, cellModulePrefix } from "./scope";

/** The project's modules that have changed since cells imported them: what these have of them is as it was. */
export type Outdated = ReturnType<typeof trackOutdated>;

/** @param numberOf a cell's number among those that have been compiled, by its module */
export function trackOutdated(numberOf: (module: string) => number) {
  /** Path → the number of the last cell before the file was seen to have changed. */
  const lastBefore = new Map<string, number>();
  const told = new Set<string>();

  return {
    /** @param latest the number of the last cell that has been compiled */
    note(changed: readonly string[], latest: number): void {
      for (const path of changed) lastBefore.set(path, latest);
    },

    isAny: () => lastBefore.size > 0,

    /**
     * What to tell of the outdated values that a cell uses; nothing twice.
     *
     * @param behind the files that a name leads to which a cell imports: the module, and what that imports
     */
    notesOn(
      program: ts.Program,
      cell: ts.SourceFile,
      scope: Scope,
      behind: (name: string) => Iterable<string>,
    ): string[] {
      if (lastBefore.size === 0) return [];
      const outdated = new Map<string, string[]>();
      for (const name of importedValues(program, cell)) {
        const { module = "", from } = scope.names.get(name) ?? {};
        if (from === undefined) continue;
        const changes = [...behind(from)].map((path) => lastBefore.get(path) ?? 0);
        const change = Math.max(...changes);
        if (change < numberOf(module) || told.has(`${module} ${name} ${change}`)) continue;
        told.add(`${module} ${name} ${change}`);
        outdated.set(from, [...(outdated.get(from) ?? []), name]);
      }
      return [...outdated].map(inWords);
    },
  };
}

function inWords([from, names]: [string, string[]]): string {
  const [are, they] = names.length === 1 ? ["is still as it was", "it"] : ["are still as they were", "them"];
  return `${from} has changed: ${names.join(", ")} ${are}, until a cell imports ${they} again.`;
}

/** The names of earlier cells that a cell uses other than as types. */
function importedValues(program: ts.Program, cell: ts.SourceFile): Set<string> {
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isPartOfTypeNode(node)) return;
    if (ts.isIdentifier(node) && isOfEarlierCell(symbolOf(node, checker))) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return found;
}

function symbolOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
}

function isOfEarlierCell(symbol: ts.Symbol | undefined): boolean {
  const [declaration] = symbol?.declarations ?? [];
  if (!declaration || !ts.isImportSpecifier(declaration)) return false;
  const { moduleSpecifier } = declaration.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text.startsWith(cellModulePrefix);
}
