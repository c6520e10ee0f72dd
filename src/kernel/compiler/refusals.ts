import ts from "typescript";
import { isAssignment } from "./assignment";

/** What TypeScript lets pass in a module, and a cell cannot have: it would fail in words that nobody understands, or not at all. */
export function refusalsOf(cell: ts.SourceFile): ts.DiagnosticWithLocation[] {
  const found: ts.DiagnosticWithLocation[] = [];
  const refuse = (node: ts.Node, messageText: string) => {
    const start = node.getStart(cell);
    found.push({ ...ownError, file: cell, start, length: node.end - start, messageText });
  };

  for (const statement of cell.statements) {
    if (ts.isExportAssignment(statement) && statement.isExportEquals) {
      refuse(statement, "A cell has no 'export =': what it declares, later cells have by name.");
    }
    if (ts.isExportDeclaration(statement) && !statement.exportClause) {
      const from = statement.moduleSpecifier?.getText(cell) ?? "";
      refuse(
        statement,
        `A cell has no 'export *', which names nothing: import { name } from ${from}, or import * as all from ${from}.`,
      );
    }
  }
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) && !holdsStatements(parent)) {
      refuse(node, "A function can only be declared at the top level or in a block: put it into { }.");
    }
    const assigned = assignedInCondition(node);
    if (assigned) {
      const [name, value] = [assigned.left.getText(cell), assigned.right.getText(cell)];
      refuse(assigned, `This sets ${name} to ${value}, and so always goes one way: === compares.`);
    }
    ts.forEachChild(node, (child) => visit(child, node));
  };
  ts.forEachChild(cell, (statement) => visit(statement, cell));
  return found;
}

/** `if (a = 1)`: what is assigned is the same each time. Brackets of its own say that it is meant. */
function assignedInCondition(node: ts.Node): ts.BinaryExpression | undefined {
  const condition = conditionOf(node);
  return condition && isAssignment(condition) && isConstant(condition.right) ? condition : undefined;
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) || ts.isForStatement(node) ? node.condition : undefined;
}

function isConstant(value: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(value)) return ts.isNumericLiteral(value.operand);
  return ts.isLiteralExpression(value) || constants.has(value.kind);
}

const constants: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
]);

/** The number is none of TypeScript's. */
const ownError = { category: ts.DiagnosticCategory.Error, code: 0 };

function holdsStatements(node: ts.Node): boolean {
  return (
    ts.isSourceFile(node) ||
    ts.isBlock(node) ||
    ts.isModuleBlock(node) ||
    ts.isCaseOrDefaultClause(node) ||
    ts.isLabeledStatement(node) // TypeScript has words for that
  );
}
