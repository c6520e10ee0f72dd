import { existsSync } from "node:fs";
import { basename } from "node:path";
import ts from "typescript";
import { moduleNames } from "./dependencies";

/** Imports that TypeScript lets pass, and Node does not: of "./size.js" where size.ts is, and no size.js. */
export function importFaults(program: ts.Program, file: ts.SourceFile): ts.Diagnostic[] {
  const checker = program.getTypeChecker();
  return moduleNames(file).flatMap((name) => {
    const extension = /\.jsx?$/.exec(name.text)?.[0];
    if (extension === undefined || !isRun(name, checker)) return [];
    const [found] = checker.getSymbolAtLocation(name)?.declarations ?? [];
    const source = found?.getSourceFile().fileName ?? "";
    const stem = /^(.+)(?<!\.d)\.tsx?$/.exec(source)?.[1];
    const isOther = stem === undefined || basename(stem) !== basename(name.text, extension);
    if (isOther || existsSync(stem + extension)) return [];
    const start = name.getStart(file);
    const messageText = `There is no ${name.text}, but ${basename(source)}: leave ${extension} out.`;
    return { ...ownError, file, start, length: name.end - start, messageText };
  });
}

/** The number is none of TypeScript's. */
const ownError = { category: ts.DiagnosticCategory.Error, code: 0 };

/** Is the module loaded when the code runs? What only names types is left out of the JavaScript. */
function isRun({ parent }: ts.StringLiteralLike, checker: ts.TypeChecker): boolean {
  if (ts.isImportDeclaration(parent)) return !parent.importClause || hasValue(parent.importClause, checker);
  if (ts.isExportDeclaration(parent)) {
    const { exportClause, isTypeOnly } = parent;
    const named = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : undefined;
    return !isTypeOnly && (named?.some((each) => isValue(each, checker)) ?? true);
  }
  return !ts.isLiteralTypeNode(parent);
}

function hasValue({ phaseModifier, name, namedBindings }: ts.ImportClause, checker: ts.TypeChecker): boolean {
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  if (name !== undefined || !namedBindings || ts.isNamespaceImport(namedBindings)) return true;
  return namedBindings.elements.some((each) => isValue(each, checker));
}

function isValue({ isTypeOnly, name }: ts.ImportSpecifier | ts.ExportSpecifier, checker: ts.TypeChecker) {
  const symbol = isTypeOnly ? undefined : checker.getSymbolAtLocation(name);
  const flags =
    symbol && (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).flags;
  return flags !== undefined && (flags & ts.SymbolFlags.Value) !== 0;
}
