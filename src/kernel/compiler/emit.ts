import ts from "typescript";

export interface Emitted {
  /** JavaScript, the body of an async function of `exports` and `require`, which returns the last expression's value. */
  code: string;
  /** A `.d.ts`; undefined where the types of what is exported cannot be written down. */
  declarations?: string;
}

export function emit(program: ts.Program, cell: ts.SourceFile): Emitted {
  let code = "";
  let declarations: string | undefined;
  const write: ts.WriteFileCallback = (name, text) => {
    if (name.endsWith(".d.ts")) declarations = text;
    else code = text;
  };
  program.emit(cell, write, undefined, false, { before: [returnLastExpression], after: [shareExports] });
  return { code, declarations };
}

const returnLastExpression: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const { factory } = context;
  const last = file.statements.at(-1);
  if (!last || !ts.isExpressionStatement(last)) return file;
  const returned = ts.setTextRange(factory.createReturnStatement(last.expression), last);
  return factory.updateSourceFile(file, [...file.statements.slice(0, -1), returned]);
};

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
    const [name, value] = definition;
    if (!value) return []; // __esModule
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

/** `Object.defineProperty(exports, name, { enumerable: true, get: function () { return value; } })` */
function definedExport(expression: ts.Expression): [name: ts.Expression, value?: ts.Expression] | undefined {
  if (!ts.isCallExpression(expression)) return undefined;
  const { expression: callee, arguments: given } = expression;
  const [target, name, property] = given;
  if (!ts.isPropertyAccessExpression(callee) || !isNamed(callee.expression, "Object")) return undefined;
  if (!name || !property || !target || !isNamed(target, "exports")) return undefined;
  return [name, returnedBy(property)];
}

function returnedBy(property: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(property)) return property.expression;
  return ts.forEachChild(property, returnedBy);
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}
