import ts from "typescript";
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
  const before = [returnLastExpression, initializeVariables, noteProgress(top, module)];
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

/** After each statement that declares something, notes that it is complete, and shares the variables that it made. */
function noteProgress(top: TopLevel, module: string): ts.TransformerFactory<ts.SourceFile> {
  return ({ factory }) => {
    const note = (completed: number) =>
      factory.createExpressionStatement(
        factory.createAssignment(
          factory.createElementAccessExpression(
            factory.createIdentifier("exports"),
            factory.createStringLiteral(module),
          ),
          factory.createNumericLiteral(completed),
        ),
      );
    const after = new Map<number, [string, Declared][]>();
    for (const [name, declared] of top.names) {
      const declaredThere = after.get(declared.after) ?? [];
      after.set(declared.after, [...declaredThere, [name, declared]]);
    }
    return (file) => {
      const opening = file.statements.length - top.length;
      const statements = file.statements.flatMap((statement, index) => {
        const completed = index + 1 - opening;
        const declared = completed > 0 ? after.get(completed) : undefined;
        if (!declared) return [statement];
        const variables = declared.filter(([, { local }]) => local).map(([name]) => name);
        return [statement, ...variables.map((name) => shareVariable(factory, name)), note(completed)];
      });
      return factory.updateSourceFile(file, [note(0), ...statements]);
    };
  };
}

/** `Object.defineProperty(exports, "name", { get: () => name, set: (value) => name = value, … })` */
function shareVariable(factory: ts.NodeFactory, name: string): ts.Statement {
  const variable = factory.createIdentifier(name);
  const value = factory.createUniqueName("value");
  const parameter = factory.createParameterDeclaration(undefined, undefined, value);
  const accessor = (parameters: ts.ParameterDeclaration[], body: ts.Expression) =>
    factory.createArrowFunction(undefined, undefined, parameters, undefined, undefined, body);
  const property = {
    get: accessor([], variable),
    set: accessor([parameter], factory.createAssignment(variable, value)),
    enumerable: factory.createTrue(),
    configurable: factory.createTrue(),
  };
  const descriptor = factory.createObjectLiteralExpression(
    Object.entries(property).map(([key, given]) => factory.createPropertyAssignment(key, given)),
  );
  const define = factory.createPropertyAccessExpression(factory.createIdentifier("Object"), "defineProperty");
  return factory.createExpressionStatement(
    factory.createCallExpression(define, undefined, [
      factory.createIdentifier("exports"),
      factory.createStringLiteral(name),
      descriptor,
    ]),
  );
}

/**
 * All cells share one object of exports, and later cells replace what earlier ones have put there. TypeScript emits
 * exports as for a module of its own: it empties them all first, and makes getters of what the module has imported.
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
    if (!value) return [statement];
    const target = factory.createElementAccessExpression(factory.createIdentifier("exports"), name);
    return [factory.createExpressionStatement(factory.createAssignment(target, value))];
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
