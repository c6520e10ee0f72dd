import { join } from "node:path";
import ts from "typescript";
import { nearest } from "../../arguments/nearest";
import { type Diagnostic, withHints } from "./diagnostics";
import { moduleFile } from "./moduleFiles";
import { isPackage } from "./packages";
import type { Scope } from "./scope";
import { boundNames, hasModifier } from "./topLevel";

/** TypeScript itself names one that is near with the second. */
const [cannotFindName, didYouMean] = [2304, 2552];

/**
 * Helps on where a cell uses a name that nothing declares: a module of the project may have it, or an earlier cell one
 * like it.
 *
 * @param root the project's folder
 */
export function withKnownName(diagnostic: Diagnostic, scope: Scope, root: string): Diagnostic {
  const { code, file, messages } = diagnostic;
  const isMissing = code === cannotFindName || code === didYouMean;
  if (file !== undefined || !isMissing || messages.length > 1) return diagnostic;
  const [, name = ""] = /^Cannot find name '([^']+)'/.exec(messages[0] ?? "") ?? [];
  const module = moduleWith(name, scope, root);
  if (module !== undefined) {
    const hint = `"${module}" has one of this name: import { ${name} } from "${module}";`;
    return withHints(diagnostic, [hint]);
  }
  const near = code === cannotFindName ? nearest(name, [...scope.names.keys()]) : undefined;
  return near === undefined ? diagnostic : withHints(diagnostic, [`Did you mean '${near}'?`]);
}

/** The first module that exports a name: of those that earlier cells have imported from, and the project's own. */
function moduleWith(name: string, scope: Scope, root: string): string | undefined {
  const importer = join(root, "cell.ts");
  const imported = [...scope.names.values()].flatMap(({ from }) => from ?? []);
  return [...new Set(["./src", ...imported])].find((module) => {
    const file = moduleFile(module, importer);
    return file !== undefined && !isPackage(file) && exportsOf(file).has(name);
  });
}

/** The names that a module exports, and those of other files whose exports it passes on. */
function exportsOf(file: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const passed = new Set([...seen, file]);
  const { statements } = ts.createSourceFile(file, ts.sys.readFile(file) ?? "", ts.ScriptTarget.Latest);
  return new Set(
    statements.flatMap((statement) => {
      if (!ts.isExportDeclaration(statement)) return exportedNames(statement);
      const { exportClause, moduleSpecifier } = statement;
      if (exportClause && ts.isNamedExports(exportClause)) {
        return exportClause.elements.map(({ name }) => name.text);
      }
      if (exportClause) return exportClause.name.text;
      const path = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
      const other = moduleFile(path, file);
      const isNews = other !== undefined && !isPackage(other) && !passed.has(other);
      return isNews ? [...exportsOf(other, passed)] : [];
    }),
  );
}

/** The names of a declaration with `export` before it. */
function exportedNames(statement: ts.Statement): string[] {
  if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return [];
  if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  const { name } = statement as ts.DeclarationStatement;
  return name && ts.isIdentifier(name) ? [name.text] : [];
}
