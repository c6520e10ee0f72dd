import ts from "typescript";
import { isAssignment } from "./assignment";
import { boundNames, type TopLevel } from "./topLevel";

/** When a later cell declares a constant's name again, functions are to see that one: its variable has to change. */
export const freeConstants =
  (top: TopLevel): ts.TransformerFactory<ts.SourceFile> =>
  ({ factory }) =>
  (file) => {
    const free = (statement: ts.Statement): ts.Statement => {
      if (!ts.isVariableStatement(statement)) return statement;
      const { modifiers, declarationList: list } = statement;
      const kind: ts.NodeFlags = list.flags & ts.NodeFlags.BlockScoped;
      const [first] = list.declarations.flatMap(({ name }) => boundNames(name));
      if (kind !== ts.NodeFlags.Const || first === undefined || !isLocal(first, top)) return statement;
      const variables = factory.createVariableDeclarationList(list.declarations, ts.NodeFlags.Let);
      return factory.updateVariableStatement(statement, modifiers, ts.setTextRange(variables, list));
    };
    return factory.updateSourceFile(file, file.statements.map(free));
  };

/**
 * `[a, b] = pair` and `for (a of list)`, for variables that are copied to the exports: TypeScript copies where a name alone
 * is assigned to. Else it would take apart by itself what it assigns, as if it were always an array, or forget to copy.
 */
export const assignOneByOne =
  (top: TopLevel): ts.TransformerFactory<ts.SourceFile> =>
  (context) => {
    const { factory } = context;

    /** `({ set value(value) { name = value } }).value` */
    const setting = (name: ts.Identifier): ts.Expression => {
      if (!isLocal(name.text, top)) return name;
      const value = factory.createUniqueName("value");
      const assignment = factory.createExpressionStatement(factory.createAssignment(name, value));
      const parameter = factory.createParameterDeclaration(undefined, undefined, value);
      const body = factory.createBlock([assignment]);
      const accessor = factory.createSetAccessorDeclaration(undefined, "value", [parameter], body);
      const holder = factory.createParenthesizedExpression(factory.createObjectLiteralExpression([accessor]));
      return factory.createPropertyAccessExpression(holder, "value");
    };

    const visitTarget = (node: ts.Node): ts.Node => {
      if (ts.isIdentifier(node)) return setting(node);
      if (ts.isShorthandPropertyAssignment(node)) {
        const { name, objectAssignmentInitializer: missing } = node;
        const target = setting(name);
        const initializer = missing ? factory.createAssignment(target, visitExpression(missing)) : target;
        return factory.createPropertyAssignment(name, initializer);
      }
      if (ts.isPropertyAssignment(node)) {
        const name = ts.visitNode(node.name, visit, ts.isPropertyName);
        return factory.updatePropertyAssignment(node, name, visitTargetExpression(node.initializer));
      }
      if (isAssignment(node)) {
        const [left, right] = [visitTargetExpression(node.left), visitExpression(node.right)];
        return factory.updateBinaryExpression(node, left, node.operatorToken, right);
      }
      const holdsTargets = isPattern(node) || ts.isSpreadElement(node) || ts.isSpreadAssignment(node);
      return ts.visitEachChild(node, holdsTargets ? visitTarget : visit, context);
    };
    const visit = (node: ts.Node): ts.Node => {
      if (isAssignment(node) && isPattern(node.left)) return visitTarget(node);
      if (ts.isForOfStatement(node) && ts.isExpression(node.initializer)) {
        const { awaitModifier, initializer, expression, statement } = node;
        const target = visitTargetExpression(initializer);
        const body = ts.visitNode(statement, visit, ts.isStatement);
        return factory.updateForOfStatement(node, awaitModifier, target, visitExpression(expression), body);
      }
      if (ts.isForInStatement(node) && ts.isExpression(node.initializer)) {
        const { initializer, expression, statement } = node;
        const target = visitTargetExpression(initializer);
        const body = ts.visitNode(statement, visit, ts.isStatement);
        return factory.updateForInStatement(node, target, visitExpression(expression), body);
      }
      return ts.visitEachChild(node, visit, context);
    };
    const visitExpression = (node: ts.Expression) => ts.visitNode(node, visit, ts.isExpression);
    const visitTargetExpression = (node: ts.Expression) => ts.visitNode(node, visitTarget, ts.isExpression);
    return (file) => ts.visitEachChild(file, visit, context);
  };

/** Is it a variable of the cell's JavaScript, from which it is copied to the exports? */
function isLocal(name: string, { names }: TopLevel): boolean {
  return names.get(name)?.value === "local";
}

function isPattern(node: ts.Node): boolean {
  return ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node);
}
