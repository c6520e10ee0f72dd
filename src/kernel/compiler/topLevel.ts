import ts from "typescript";

/** A name that a cell leaves to the cells after it. */
export interface Declared {
  /** Can later cells assign to it? */
  assignable: boolean;
  /** How many statements of the cell have run when it has its value; 0 where it has it from the start. */
  after: number;
  /** Has it to be exported in a list of names? Else `export` stands before its statement, or the cell exports it itself. */
  listed: boolean;
  /**
   * Where its value is. `exports`: there alone, or there for good once it is made; `local`: in a variable of the cell's
   * JavaScript, from which it is copied to the exports; `global`: where no cell puts it, as `declare` says; `alias`: under
   * another name among the exports.
   */
  value: "exports" | "local" | "global" | { alias: string };
  /** The module that it is imported from, as the cell names it. */
  from?: string;
}

/** What a cell declares at its top level. */
export interface TopLevel {
  names: ReadonlyMap<string, Declared>;
  /** Where statements begin that `export` has to be put before. */
  exportable: readonly number[];
  /** Where `export` stands before variables that have to be exported in a list of names. */
  superfluous: readonly ts.TextRange[];
  /** Where exports of names end that this cell does not declare, though they keep their name. */
  repeated: readonly { name: string; at: number }[];
  /** How many statements the cell has. */
  length: number;
  /** Does the cell add to the global scope or to a module? Such a change has no name. */
  augments: boolean;
}

export function topLevel(cell: ts.SourceFile): TopLevel {
  const names = new Map<string, Declared>();
  const exportable: number[] = [];
  const superfluous: ts.TextRange[] = [];
  const lists = cell.statements.map(exportList);
  const own = lists.flatMap((list) => list.own);
  const listedByCell = new Set(own.map(({ name }) => name));

  cell.statements.forEach((statement, index) => {
    const isAmbient = hasModifier(statement, ts.SyntaxKind.DeclareKeyword);
    const after = ts.isFunctionDeclaration(statement) || isAmbient ? 0 : index + 1;
    const from = moduleOf(statement);
    const add = (name: string, declared: Omit<Declared, "after" | "from">) => {
      if (!names.has(name)) names.set(name, { ...declared, after, from });
    };
    const { found, assignable, exporting } = declarationsIn(statement);
    if (exporting === "before" && !found.some((name) => listedByCell.has(name))) {
      exportable.push(statement.getStart(cell));
      const value = isAmbient ? "global" : "exports";
      for (const name of found) add(name, { assignable, listed: false, value });
    } else {
      const listed = exporting !== "already";
      if (exporting === "list") superfluous.push(...exportBefore(statement, cell));
      const isLocal = listed && ts.isVariableStatement(statement);
      const value = isAmbient ? "global" : isLocal ? "local" : "exports";
      for (const name of found) add(name, { assignable, listed: listed && !listedByCell.has(name), value });
    }
    for (const name of nestedVariables(statement)) {
      add(name, { assignable: true, listed: !listedByCell.has(name), value: "local" });
    }
    for (const { name, of } of lists[index]?.others ?? []) {
      const value = of === undefined ? "exports" : { alias: of };
      add(name, { assignable: false, listed: false, value });
    }
  });
  const augments = cell.statements.some(isAugmentation);
  const repeated = own.filter(({ name }) => !names.has(name));
  return { names, exportable, superfluous, repeated, length: cell.statements.length, augments };
}

interface Declarations {
  found: string[];
  assignable: boolean;
  /** How the names can be exported; "already" where the cell itself does it. */
  exporting: "before" | "list" | "already";
}

const nothing: Declarations = { found: [], assignable: false, exporting: "already" };

function declarationsIn(statement: ts.Statement): Declarations {
  if (ts.isImportDeclaration(statement)) {
    return { found: imported(statement.importClause), assignable: false, exporting: "list" };
  }
  if (ts.isVariableStatement(statement)) return variables(statement);
  if (isAugmentation(statement) || !isNamed(statement)) return nothing;
  if (statement.name === undefined || !ts.isIdentifier(statement.name)) return nothing;
  return { found: [statement.name.text], assignable: false, exporting: exportingOf(statement) };
}

function variables(statement: ts.VariableStatement): Declarations {
  const { declarations, flags } = statement.declarationList;
  const kind: ts.NodeFlags = flags & ts.NodeFlags.BlockScoped; // none for `var`
  if (kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing) return nothing; // ends with its cell
  // Of an exported `let best;` or `const rows = [];` TypeScript would not find out the type; from an exported pattern it
  // makes code that takes whatever is taken apart for an array.
  const isSimple = declarations.every(
    ({ name, initializer, type }) =>
      ts.isIdentifier(name) && (type ?? (initializer && !isEmpty(initializer))),
  );
  // A `var` may be declared twice, but only once with `export` before it.
  const canHaveExport = isSimple && kind !== ts.NodeFlags.None;
  return {
    found: declarations.flatMap(({ name }) => boundNames(name)),
    assignable: kind !== ts.NodeFlags.Const,
    exporting: canHaveExport ? exportingOf(statement) : "list",
  };
}

/** `[]`, `null` or `undefined`: what it becomes, tells the type. */
function isEmpty(value: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
  return value.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(value) && value.text === "undefined");
}

export function boundNames(name: ts.BindingName): string[] {
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

function moduleOf(statement: ts.Statement): string | undefined {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return undefined;
  const { moduleSpecifier } = statement;
  return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
}

interface ExportList {
  /** Names that keep their name, and where they end. */
  own: { name: string; at: number }[];
  /** Names that only it makes: `export { of as name }`, `export { name } from "module"`, `export * as name from "module"`. */
  others: { name: string; of?: string }[];
}

function exportList(statement: ts.Statement): ExportList {
  const list: ExportList = { own: [], others: [] };
  if (!ts.isExportDeclaration(statement) || !statement.exportClause) return list;
  const { exportClause, moduleSpecifier } = statement;
  if (ts.isNamespaceExport(exportClause)) return { own: [], others: [{ name: exportClause.name.text }] };
  for (const { name, propertyName = name, end } of exportClause.elements) {
    const isNamed = ts.isIdentifier(name) && name.text !== "default";
    if (moduleSpecifier) {
      if (isNamed) list.others.push({ name: name.text });
    } else if (propertyName.text === name.text) list.own.push({ name: name.text, at: end });
    else if (isNamed) list.others.push({ name: name.text, of: propertyName.text });
  }
  return list;
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

/** A default export has no name for other cells, unless it is listed. */
function exportingOf(statement: ts.Statement): Declarations["exporting"] {
  if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) return "list";
  return hasModifier(statement, ts.SyntaxKind.ExportKeyword) ? "already" : "before";
}

/** Where `export` stands before variables, if it does. */
function exportBefore(statement: ts.Statement, cell: ts.SourceFile): ts.TextRange[] {
  if (!ts.isVariableStatement(statement)) return [];
  const modifier = statement.modifiers?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return modifier ? [{ pos: modifier.getStart(cell), end: modifier.end }] : [];
}

export function hasModifier(statement: ts.Statement, modifier: ts.SyntaxKind): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === modifier) ?? false;
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
