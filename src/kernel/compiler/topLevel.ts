import ts from "typescript";

/** What a cell declares at its top level, and so leaves to the cells after it. */
export interface TopLevel {
  /** Name → can later cells assign to it? */
  names: ReadonlyMap<string, { assignable: boolean }>;
  /** Statements that declare some of these names, and that `export` can be put before. */
  exportable: readonly ts.Statement[];
  /** The other names, which an export list has to name. */
  listed: readonly string[];
  /** Does the cell add to the global scope or to a module? Such a change has no name. */
  augments: boolean;
}

export function topLevel(cell: ts.SourceFile): TopLevel {
  const names = new Map<string, { assignable: boolean }>();
  const exportable: ts.Statement[] = [];
  const listed = new Set<string>();
  let augments = false;

  for (const statement of cell.statements) {
    if (isAugmentation(statement)) {
      augments = true;
      continue;
    }
    const { found, assignable, exporting } = declarationsIn(statement);
    for (const name of found) names.set(name, { assignable });
    if (exporting === "before") exportable.push(statement);
    if (exporting === "list") found.forEach((name) => listed.add(name));
    for (const name of nestedVariables(statement)) {
      names.set(name, { assignable: true });
      listed.add(name);
    }
  }
  return { names, exportable, listed: [...listed], augments };
}

interface Declarations {
  found: string[];
  assignable: boolean;
  /** How the names come to be exported; "already" where the cell itself does it. */
  exporting: "before" | "list" | "already";
}

const nothing: Declarations = { found: [], assignable: false, exporting: "already" };

function declarationsIn(statement: ts.Statement): Declarations {
  if (ts.isImportDeclaration(statement)) {
    return { found: imported(statement.importClause), assignable: false, exporting: "list" };
  }
  if (ts.isVariableStatement(statement)) return variables(statement);
  if (!isNamed(statement) || statement.name === undefined || !ts.isIdentifier(statement.name)) return nothing;
  const exporting = isExported(statement) ? "already" : "before";
  return { found: [statement.name.text], assignable: false, exporting };
}

function variables(statement: ts.VariableStatement): Declarations {
  const { declarations, flags } = statement.declarationList;
  const kind: ts.NodeFlags = flags & ts.NodeFlags.BlockScoped; // none for `var`
  if (kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing) return nothing; // ends with its cell
  // Of an exported `let best;` TypeScript would not find out the type.
  const isTyped = declarations.every(({ initializer, type }) => initializer ?? type);
  return {
    found: declarations.flatMap(({ name }) => boundNames(name)),
    assignable: kind !== ts.NodeFlags.Const,
    exporting: isExported(statement) ? "already" : isTyped ? "before" : "list",
  };
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

function imported(clause: ts.ImportClause | undefined): string[] {
  const bindings = clause?.namedBindings;
  const named = bindings && ts.isNamespaceImport(bindings) ? [bindings] : (bindings?.elements ?? []);
  return [clause?.name, ...named.map(({ name }) => name)].flatMap((name) => name?.text ?? []);
}

type Named =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.ImportEqualsDeclaration;

function isNamed(statement: ts.Statement): statement is Named {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement)
  );
}

function isAugmentation(statement: ts.Statement): boolean {
  return (
    ts.isModuleDeclaration(statement) &&
    (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)
  );
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** `var` in a block, or in the head of a loop, declares at the top level, too. */
function nestedVariables(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      found.push(...node.declarations.flatMap(({ name }) => boundNames(name)));
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}
