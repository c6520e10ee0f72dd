import ts from "typescript";
import { type Scope, cellModulePrefix } from "./scope";

/** A name that a cell has from an earlier one, which imported it from a module that has changed since. */
export interface OutdatedImport {
  name: string;
  /** The module, as that cell called it. */
  from: string;
  /** The file that it is still from. */
  file: string;
  /** Is there no such module any more? */
  isGone: boolean;
}

/**
 * The outdated imports that a cell uses.
 *
 * @param lookUp what a cell has that imported `from`, if that has changed since
 */
export function outdatedImports(
  program: ts.Program,
  cell: ts.SourceFile,
  scope: Scope,
  lookUp: (cellModule: string, from: string) => Pick<OutdatedImport, "file" | "isGone"> | undefined,
): OutdatedImport[] {
  return [...namesOfEarlierCells(program, cell)].flatMap((name) => {
    const { module: cellModule = "", from } = scope.names.get(name) ?? {};
    const found = from === undefined ? undefined : lookUp(cellModule, from);
    return from === undefined || found === undefined ? [] : [{ name, from, ...found }];
  });
}

/** A sentence for each module. */
export function inWords(imports: readonly OutdatedImport[]): string[] {
  return [...new Set(imports.map(({ from }) => from))].map((module) => {
    const all = imports.filter(({ from }) => from === module);
    const names = all.map(({ name }) => name).join(", ");
    const [are, they] = all.length === 1 ? ["is still as it was", "it"] : ["are still as they were", "them"];
    return all.some(({ isGone }) => isGone)
      ? `${module} is gone: ${names} ${are}.`
      : `${module} has changed: ${names} ${are}, until a cell imports ${they} again.`;
  });
}

/** The names of earlier cells that a cell uses. */
function namesOfEarlierCells(program: ts.Program, cell: ts.SourceFile): Set<string> {
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
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
