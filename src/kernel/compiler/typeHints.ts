import { dirname, relative } from "node:path";
import ts from "typescript";
import { nearest } from "../../arguments/nearest";
import { isAssignment } from "./assignment";
import { pathOfFormer } from "./former";

/** What helps on where a value is not of the type that is asked for, found out from the types themselves. */
export function hintOnTypes(diagnostic: ts.Diagnostic, checker: ts.TypeChecker): string | undefined {
  const { file, start, code } = diagnostic;
  if (!file || start === undefined) return undefined;
  if (notAssignable.has(code)) {
    return valuesAt(file, start)
      .map((value) => hintOnValue(value, checker, code !== didYouMean))
      .find((hint) => hint !== undefined);
  }
  if (noProperty.has(code)) return hintOnFormer(ownerAt(file, start, checker), file);
  if (code !== unknownProperty) return undefined;
  const object = objectAt(file, start);
  const expected = object && checker.getContextualType(object);
  return hintOnFormer(expected, file) ?? (expected && propertiesOf(expected, object, file));
}

/** Names the nearest value itself. */
const didYouMean = 2820;
const notAssignable: ReadonlySet<number> = new Set([2322, 2345, didYouMean]);
const unknownProperty = 2353;
const noProperty: ReadonlySet<number> = new Set([2339, 2550, 2551]);

/** What is given where an error begins that says of a value that it does not fit: it may begin at the value's name. */
function valuesAt(file: ts.SourceFile, start: number): ts.Expression[] {
  return nodesAt(file, start).flatMap((node) => {
    if (ts.isVariableDeclaration(node) || ts.isParameter(node)) return node.initializer ?? [];
    if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) return node.initializer ?? [];
    if (ts.isShorthandPropertyAssignment(node)) return node.name;
    if (ts.isBinaryExpression(node)) return isAssignment(node) ? node.right : [];
    if (ts.isReturnStatement(node)) return node.expression ?? [];
    return ts.isExpression(node) && isGiven(node) ? node : [];
  });
}

/** An argument, an element, or what an arrow function returns. */
function isGiven(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  return ts.isArrayLiteralExpression(parent) || (ts.isArrowFunction(parent) && parent.body === node);
}

/** All that begins at a place, the largest first. */
function nodesAt(file: ts.SourceFile, start: number): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (start < node.pos || start >= node.end) return;
    if (node.getStart(file) === start) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}

function hintOnValue(
  value: ts.Expression,
  checker: ts.TypeChecker,
  nameNearest: boolean,
): string | undefined {
  const expected = checker.getContextualType(value);
  if (!expected) return undefined;
  const given = checker.getTypeAtLocation(value);
  if (checker.isTypeAssignableTo(given, expected)) return undefined; // it is something else that does not fit
  const awaited = checker.getAwaitedType(given);
  if (awaited && awaited !== given && checker.isTypeAssignableTo(awaited, expected)) {
    return "Did you forget to use 'await'?";
  }
  const literals = literalsOf(expected);
  return (
    literals && hintOnLiterals(literals, nameNearest && given.isStringLiteral() ? given.value : undefined)
  );
}

/** The values of a union of texts and numbers, and of nothing else but what may be left out. */
function literalsOf(type: ts.Type): (string | number)[] | undefined {
  if (!type.isUnion()) return undefined;
  const types = type.types.filter(
    ({ flags }) => (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) === 0,
  );
  const values = types.flatMap((each) =>
    each.isStringLiteral() || (each.isNumberLiteral() && (each.flags & ts.TypeFlags.EnumLiteral) === 0)
      ? each.value
      : [],
  );
  return values.length > 1 && values.length === types.length ? values : undefined;
}

const mostValues = 12;

/** `It takes "fast" or "slow"; did you mean "fast"?` */
function hintOnLiterals(literals: readonly (string | number)[], given: string | undefined): string {
  const texts = literals.filter((value) => typeof value === "string");
  const near = given === undefined ? undefined : nearest(given, texts);
  const question = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
  return `It takes ${listed(
    literals.map((value) => JSON.stringify(value)),
    "or",
  )}${question || "."}`;
}

/** The object whose property begins at a place. */
function objectAt(file: ts.SourceFile, start: number): ts.ObjectLiteralExpression | undefined {
  const object = nodesAt(file, start).find(ts.isObjectLiteralElement)?.parent;
  return object && ts.isObjectLiteralExpression(object) ? object : undefined;
}

/** What an object may have to which an unknown property is given. */
function propertiesOf(
  expected: ts.Type,
  object: ts.ObjectLiteralExpression,
  file: ts.SourceFile,
): string | undefined {
  if (expected.isUnion()) return undefined;
  const names = expected.getProperties().map(({ name }) => name);
  const known = new Set(object.properties.map(({ name }) => name?.getText(file)));
  const others = names.filter((name) => !known.has(name));
  return others.length > 0 ? `It may have ${listed(others, "and")}.` : undefined;
}

/** The type that has no such property as begins at a place: `size` of `box.size`, or of `const { size } = box`. */
function ownerAt(file: ts.SourceFile, start: number, checker: ts.TypeChecker): ts.Type | undefined {
  return nodesAt(file, start).flatMap(({ parent }) => {
    if (ts.isPropertyAccessExpression(parent)) return checker.getTypeAtLocation(parent.expression);
    return ts.isBindingElement(parent) ? checker.getTypeAtLocation(parent.parent) : [];
  })[0];
}

/** A type that an earlier cell has of a module which has changed since. */
function hintOnFormer(type: ts.Type | undefined, file: ts.SourceFile): string | undefined {
  const symbol = type?.aliasSymbol ?? type?.symbol;
  const declared = symbol?.declarations?.[0];
  if (!declared || !ts.isDeclarationStatement(declared)) return undefined;
  const former = pathOfFormer(declared.getSourceFile().fileName.replace(/(?:\.d)?\.\w+$/, ""));
  if (former === undefined) return undefined;
  const module = `./${relative(dirname(file.fileName), former)}`;
  return `${symbol.name} is what ${module} had before it changed: import it again, and make the value again.`;
}

/** `a, b or c` */
function listed(texts: readonly string[], word: "and" | "or"): string {
  const told = texts.length > mostValues ? texts.slice(0, mostValues) : texts;
  if (told.length < texts.length) return `${told.join(", ")} … (${texts.length} in all)`;
  return told.length > 1 ? `${told.slice(0, -1).join(", ")} ${word} ${told.at(-1)}` : told.join("");
}
