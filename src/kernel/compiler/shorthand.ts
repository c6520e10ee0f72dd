import ts from "@tslab/typescript-for-tslab";

/** The file in which tslab declares what earlier cells left. */
const declarationsFile = "/__prev__.d.ts";

/**
 * tslab keeps a cell's variables as properties of `exports` and rewrites the names of earlier ones, but not where a
 * name stands for a property and its value at once: `{ rate }` becomes `{ rate: exports.rate }` here.
 */
export function expandShorthand(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile> {
  const isOfEarlierCell = (property: ts.ShorthandPropertyAssignment) =>
    checker
      .getShorthandAssignmentValueSymbol(property)
      ?.declarations?.some((declaration) => declaration.getSourceFile().fileName.endsWith(declarationsFile));

  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node =>
      ts.isShorthandPropertyAssignment(node) && isOfEarlierCell(node)
        ? expanded(node, visit)
        : ts.visitEachChild(node, visit, context);
    return ts.visitEachChild(file, visit, context);
  };
}

function expanded(property: ts.ShorthandPropertyAssignment, visit: ts.Visitor): ts.Node {
  const { factory } = ts;
  const name = property.name.text;
  const variable = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);
  // In a destructuring assignment, `({ rate = 0.5 } = options)`, a default may follow.
  const preset = property.objectAssignmentInitializer;
  const value = preset
    ? factory.createAssignment(variable, ts.visitNode(preset, visit) as ts.Expression)
    : variable;
  return ts.setTextRange(factory.createPropertyAssignment(name, value), property);
}
