import ts from "typescript";
import { type Declaring, variablesKey } from "../modules/variables";
import { assignOneByOne, freeConstants } from "./localVariables";
import { type Declared, hasModifier, type TopLevel } from "./topLevel";

export interface Emitted {
  /** JavaScript, the body of an async function of `exports` and `require`, which returns the last expression's value. */
  code: string;
  /** A `.d.ts`; undefined where the types of what is exported cannot be written down. */
  declarations?: string;
}

/** @param module under this name the cell leaves in `exports` how many of its statements it has completed */
export function emit(program: ts.Program, cell: ts.SourceFile, top: TopLevel, module: string): Emitted {
  let code = "";
  let declarations: string | undefined;
  const write: ts.WriteFileCallback = (name, text) => {
    if (name.endsWith(".d.ts")) declarations = text;
    else code = text;
  };
  const before = [
    returnLastExpression,
    initializeVariables,
    freeConstants(top),
    assignOneByOne(top),
    leaveAliases,
    noteProgress(program, cell, top, module),
  ];
  program.emit(cell, write, undefined, false, { before, after: [shareExports] });
  return { code, declarations };
}

const returnLastExpression: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const { factory } = context;
  const last = file.statements.at(-1);
  if (!last || !ts.isExpressionStatement(last) || isWrite(last.expression)) return file;
  const returned = ts.setTextRange(factory.createReturnStatement(last.expression), last);
  return factory.updateSourceFile(file, [...file.statements.slice(0, -1), returned]);
};

/** What `process.stdout.write(…)` returns tells that the text has left, which is none of the reader's concern. */
function isWrite(expression: ts.Expression): boolean {
  return (
    ts.isCallExpression(expression) &&
    /^process\s*\.\s*std(out|err)\s*\.\s*write$/.test(expression.expression.getText())
  );
}

/** TypeScript emits nothing for `export let n: number;`, where an earlier cell's `n` may have a value. */
const initializeVariables: ts.TransformerFactory<ts.SourceFile> =
  ({ factory }) =>
  (file) => {
    const initialize = (statement: ts.Statement): ts.Statement => {
      if (!ts.isVariableStatement(statement) || !hasModifier(statement, ts.SyntaxKind.ExportKeyword)) {
        return statement;
      }
      const { modifiers, declarationList: list } = statement;
      const declarations = list.declarations.map((declaration) => {
        const {
          name,
          exclamationToken,
          type,
          initializer = factory.createIdentifier("undefined"),
        } = declaration;
        return factory.updateVariableDeclaration(declaration, name, exclamationToken, type, initializer);
      });
      return factory.updateVariableStatement(
        statement,
        modifiers,
        factory.updateVariableDeclarationList(list, declarations),
      );
    };
    return factory.updateSourceFile(file, file.statements.map(initialize));
  };

/** Names of the cell under other names are told with what it declares: TypeScript would copy their values. */
const leaveAliases: ts.TransformerFactory<ts.SourceFile> =
  ({ factory }) =>
  (file) => {
    const leave = (statement: ts.Statement): ts.Statement => {
      if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) return statement;
      const { modifiers, isTypeOnly, exportClause, attributes } = statement;
      if (!exportClause || !ts.isNamedExports(exportClause)) return statement;
      const elements = exportClause.elements.filter(
        ({ propertyName, name }) => !propertyName || name.text === "default",
      );
      const left = factory.updateNamedExports(exportClause, elements);
      return factory.updateExportDeclaration(statement, modifiers, isTypeOnly, left, undefined, attributes);
    };
    return factory.updateSourceFile(file, file.statements.map(leave));
  };

/** After each statement that declares something, notes that it is complete, and tells what it has declared. */
function noteProgress(
  program: ts.Program,
  cell: ts.SourceFile,
  top: TopLevel,
  module: string,
): ts.TransformerFactory<ts.SourceFile> {
  return ({ factory }) => {
    const followers = factory.createUniqueName("followers");
    const followed = followedNames(program, cell, top);
    const after = new Map<number, ts.Statement[]>();
    for (const [name, { after: completed, value }] of top.names) {
      const told = tell(factory, name, value, followed.has(name) ? followers : undefined);
      after.set(completed, [...(after.get(completed) ?? []), ...told]);
    }
    const note = (completed: number) =>
      factory.createExpressionStatement(
        factory.createAssignment(exported(factory, module), factory.createNumericLiteral(completed)),
      );
    return (file) => {
      const opening = file.statements.length - top.length;
      const statements = file.statements.flatMap((statement, index) => {
        const completed = index + 1 - opening;
        const told = completed > 0 ? after.get(completed) : undefined;
        return told ? [statement, ...told, note(completed)] : [statement];
      });
      const following = followed.size > 0 ? [follow(factory, followers, followed)] : [];
      const told = after.get(0) ?? [];
      return factory.updateSourceFile(file, [...following, ...told, note(0), ...statements]);
    };
  };
}

const followedKinds =
  ts.SymbolFlags.Function | ts.SymbolFlags.Class | ts.SymbolFlags.RegularEnum | ts.SymbolFlags.ValueModule;

/** What is a variable of the cell's JavaScript: its functions, classes, enums and namespaces, and some of its variables. */
function followedNames(program: ts.Program, cell: ts.SourceFile, top: TopLevel): ReadonlySet<string> {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(cell);
  const names = (module ? checker.getExportsOfModule(module) : []).filter((symbol) => {
    const value = top.names.get(symbol.name)?.value;
    if (value !== "exports") return value === "local";
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const { flags, declarations } = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
    const isOwn = declarations?.some((declaration) => declaration.getSourceFile() === cell);
    return isOwn && (flags & followedKinds) !== 0;
  });
  return new Set(names.map(({ name }) => name));
}

/**
 * A function of the cell calls others by variables of the cell's JavaScript, which is fast. When a later cell declares a
 * name again, its variable gets the new value: `const followers = { name: (value) => (name = value, followers), … }`.
 *
 * What sets the variables has to live as long as the cell's functions, but no longer, or all that a cell has held would be
 * kept when it is run again: it refers to itself by a variable beside theirs, and is else known by weak references alone.
 */
function follow(factory: ts.NodeFactory, followers: ts.Identifier, names: ReadonlySet<string>): ts.Statement {
  const properties = [...names].map((name) => {
    const set = setter(factory, factory.createIdentifier(name), followers);
    return factory.createPropertyAssignment(factory.createStringLiteral(name), set);
  });
  const initializer = factory.createObjectLiteralExpression(properties);
  const declaration = factory.createVariableDeclaration(followers, undefined, undefined, initializer);
  return factory.createVariableStatement(
    undefined,
    factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const),
  );
}

/** Tells where the value of a name is, unless it is among the exports, and that it has one. */
function tell(
  factory: ts.NodeFactory,
  name: string,
  value: Declared["value"],
  followers: ts.Identifier | undefined,
): ts.Statement[] {
  const variable = factory.createIdentifier(name);
  const share =
    typeof value === "object"
      ? [call(factory, "share", name, getter(factory, exported(factory, value.alias)))]
      : value === "exports"
        ? []
        : [call(factory, "share", name, getter(factory, variable), setter(factory, variable))];
  if (value === "global") return share;
  const follower = followers && [
    factory.createElementAccessExpression(followers, factory.createStringLiteral(name)),
  ];
  return [...share, call(factory, "declared", name, ...(follower ?? []))];
}

/** Tells something about a name. */
function call(
  factory: ts.NodeFactory,
  method: keyof Declaring,
  name: string,
  ...more: ts.Expression[]
): ts.Statement {
  const callee = factory.createPropertyAccessExpression(exported(factory, variablesKey), method);
  const given = [factory.createStringLiteral(name), ...more];
  return factory.createExpressionStatement(factory.createCallExpression(callee, undefined, given));
}

/** `exports["name"]` */
function exported(factory: ts.NodeFactory, name: string): ts.Expression {
  const exports = factory.createIdentifier("exports");
  return factory.createElementAccessExpression(exports, factory.createStringLiteral(name));
}

/** `() => source` */
function getter(factory: ts.NodeFactory, source: ts.Expression): ts.Expression {
  return factory.createArrowFunction(undefined, undefined, [], undefined, undefined, source);
}

/** `(value) => target = value`, or `(value) => (target = value, returned)` */
function setter(factory: ts.NodeFactory, target: ts.Expression, returned?: ts.Expression): ts.Expression {
  const value = factory.createUniqueName("value");
  const parameter = factory.createParameterDeclaration(undefined, undefined, value);
  const set = factory.createAssignment(target, value);
  const body = returned ? factory.createParenthesizedExpression(factory.createComma(set, returned)) : set;
  return factory.createArrowFunction(undefined, undefined, [parameter], undefined, undefined, body);
}

/**
 * All cells share one object of exports, and later cells replace what earlier ones have put there. TypeScript emits
 * exports as for a module of its own: it empties them all first, and makes getters of what the module has imported, which
 * nobody could replace.
 */
const shareExports: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const { factory } = context;
  const share = (statement: ts.Statement): ts.Statement[] => {
    if (!ts.isExpressionStatement(statement)) return [statement];
    if (emptiesExports(statement.expression)) return [];
    const definition = definedExport(statement.expression);
    if (!definition) return [statement];
    const [name, property] = definition;
    if (ts.isStringLiteral(name) && name.text === "__esModule") return [];
    const value = returnedBy(property);
    return [
      value && ts.isStringLiteral(name)
        ? call(factory, "share", name.text, getter(factory, value))
        : statement,
    ];
  };
  return factory.updateSourceFile(file, file.statements.flatMap(share));
};

/** `exports.a = exports.b = void 0` */
function emptiesExports(expression: ts.Expression): boolean {
  return ts.isBinaryExpression(expression)
    ? isExport(expression.left) && (ts.isVoidExpression(expression.right) || emptiesExports(expression.right))
    : false;
}

function isExport(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && isNamed(node.expression, "exports");
}

/** `Object.defineProperty(exports, name, property)`; for an import it is `{ …, get: function () { return value; } }`. */
function definedExport(
  expression: ts.Expression,
): [name: ts.Expression, property: ts.Expression] | undefined {
  if (!ts.isCallExpression(expression)) return undefined;
  const { expression: callee, arguments: given } = expression;
  const [target, name, property] = given;
  if (!ts.isPropertyAccessExpression(callee) || !isNamed(callee.expression, "Object")) return undefined;
  if (!name || !property || !target || !isNamed(target, "exports")) return undefined;
  return [name, property];
}

function returnedBy(property: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(property)) return property.expression;
  return ts.forEachChild(property, returnedBy);
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}
