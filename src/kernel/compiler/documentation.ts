// Comments are most of what declarations consist of, and seldom asked for: TypeScript leaves them out when it reads a file
// (service.ts). Those of the files that a question is about are read when it comes.
import ts from "typescript";

/** What the parser notes of a node, beside its public properties. */
interface Commented extends ts.Node {
  jsDoc?: readonly ts.JSDoc[];
}

const read = new WeakSet<ts.SourceFile>();

/**
 * Reads the comments of whatever declares the name at `position`, and the functions to which it is an argument. To be
 * called before TypeScript is asked what they say, since it keeps its answers.
 */
export function readDocumentation(service: ts.LanguageService, path: string, position: number): void {
  const program = service.getProgram();
  const file = program?.getSourceFile(path);
  if (!program || !file) return;
  const visited = new Set<string>();

  function visit(path: string, position: number): void {
    if (visited.has(`${path}:${position}`)) return;
    visited.add(`${path}:${position}`);
    for (const { fileName, textSpan } of service.getDefinitionAtPosition(path, position) ?? []) {
      const declaring = program?.getSourceFile(fileName);
      if (!declaring) continue;
      readComments(declaring);
      for (const name of basesOf(declaring, textSpan.start)) visit(fileName, name.getStart(declaring));
    }
  }

  visit(path, position);
  for (const callee of calleesAround(file, position)) visit(path, callee.getStart(file));
}

function readComments(file: ts.SourceFile): void {
  if (read.has(file)) return;
  read.add(file);
  const { fileName, text, languageVersion } = file;
  const options = { languageVersion, jsDocParsingMode: ts.JSDocParsingMode.ParseAll };
  adopt(file, ts.createSourceFile(fileName, text, options, true));
}

/** Two trees of one text, which differ in their comments alone. */
function adopt(node: Commented, twin: Commented): void {
  for (const comment of twin.jsDoc ?? []) Object.assign(comment, { parent: node });
  node.jsDoc = twin.jsDoc;
  const children: ts.Node[] = [];
  ts.forEachChild(twin, (child) => void children.push(child));
  const next = children.values();
  ts.forEachChild(node, (child) => adopt(child, next.next().value as ts.Node));
}

/** What the class or interface around a place extends: its members say what those there say that say nothing. */
function basesOf(file: ts.SourceFile, position: number): ts.Node[] {
  return around(file, position).flatMap((node) => {
    if (!ts.isClassLike(node) && !ts.isInterfaceDeclaration(node)) return [];
    return (node.heritageClauses ?? []).flatMap(({ types }) =>
      types.map(({ expression }) => lastName(expression)),
    );
  });
}

function calleesAround(file: ts.SourceFile, position: number): ts.Node[] {
  return around(file, position).flatMap((node) =>
    ts.isCallExpression(node) || ts.isNewExpression(node) ? lastName(node.expression) : [],
  );
}

function around(node: ts.Node, position: number): ts.Node[] {
  const isAround = (child: ts.Node) => child.pos <= position && position <= child.end;
  return [
    node,
    ...(ts.forEachChild(node, (child) => (isAround(child) ? around(child, position) : undefined)) ?? []),
  ];
}

/** `c` of `a.b.c` */
function lastName(expression: ts.Expression): ts.Node {
  return ts.isPropertyAccessExpression(expression) ? expression.name : expression;
}
