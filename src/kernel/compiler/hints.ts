import { existsSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { isAssignment } from "./assignment";
import { moduleFile, sameButForCase } from "./moduleFiles";
import { notTypeScript } from "./syntaxHints";
import { hintOnTypes } from "./typeHints";

/** A way out that TypeScript does not name, or names beside its message. */
interface Hint {
  codes: readonly number[];
  /** Matched against the message. */
  message?: RegExp;
  /** Matched against the text that the error is about. */
  source?: RegExp;
  /** Does it hold for cells alone, and not for modules of the project? */
  ofCells?: true;
  hint: string | ((...matched: string[]) => string);
}

/** What TypeScript itself asks or tells beside a message: of a forgotten `await`, `async`, `new`, argument or call. */
const helpfulCodes: ReadonlySet<number> = new Set([2773, 1356, 6213, 6210, 6211, 6236, 6212]);

const python: Readonly<Record<string, string>> = {
  True: "true",
  False: "false",
  None: "null, or undefined",
  len: "list.length",
  range: "for (let i = 0; i < n; i++) { … }",
  str: "String(value)",
  int: "Math.trunc(value)",
  float: "Number(text)",
  abs: "Math.abs(value)",
  min: "Math.min(a, b)",
  max: "Math.max(a, b)",
  round: "Math.round(value)",
  help: "with the cursor on a name, Shift+Tab in JupyterLab",
  sorted: "list.toSorted()",
  enumerate: "for (const [index, value] of list.entries()) { … }",
  self: "this",
  elif: "else if",
  print: "console.log(…), and a cell shows what it ends on",
};

const arrayMethods: Readonly<Record<string, string>> = {
  append: "push(value)",
  extend: "push(...values)",
  sum: "reduce((sum, value) => sum + value, 0)",
  size: "length",
  count: "length",
  remove: "splice(index, 1)",
  insert: "splice(index, 0, value)",
  contains: "includes(value)",
};

const textMethods: Readonly<Record<string, string>> = {
  upper: "toUpperCase()",
  lower: "toLowerCase()",
  strip: "trim()",
  startswith: "startsWith(text)",
  endswith: "endsWith(text)",
  find: "indexOf(text)",
};

const alternatives = (names: Readonly<Record<string, string>>) => Object.keys(names).join("|");

/** The first that fits is told. */
const hints: readonly Hint[] = [
  {
    codes: [2362, 2363, 2365, 2488, 2504],
    message: /'Promise</,
    hint: "Did you forget to use 'await'?",
  },
  {
    codes: [2307],
    message: /'(?:@tensorflow\/tfjs-node[\w/-]*|tensorflow|tensorflowjs|tfjs)'/,
    hint: 'Import "@tensorflow/tfjs": with "./src" imported, it computes in TensorFlow\'s own library.',
  },
  {
    codes: [5097],
    message: /'(\.\w+)' extension/,
    hint: (extension) => `Leave ${extension} out.`,
  },
  {
    codes: [2304, 2552],
    message: new RegExp(`name '(${alternatives(python)})'`),
    hint: (name) => `Python's ${name} is here: ${python[name]}`,
  },
  {
    codes: [2304, 2552],
    message: /name 'tf'/,
    hint: 'Import it first: import * as tf from "@tensorflow/tfjs";',
  },
  { codes: [2304, 2552], message: /name 'cnn'/, hint: 'Import it first: import * as cnn from "./src";' },
  {
    codes: [2304, 2552],
    message: /name 'display'/,
    hint: 'What a cell ends on shows itself. To show more, import it first: import { display } from "./src";',
  },
  {
    codes: [2304, 2552],
    message: /name '(prompt|confirm)'/,
    hint: 'await input("…") asks the reader.',
  },
  { codes: [2304, 2552], message: /name 'alert'/, hint: "console.log(…) shows a text." },
  {
    codes: [2304, 2552, 2584],
    message: /name '(document|window)'/,
    hint: "Cells run in Node, behind which there is no page.",
  },
  {
    codes: [2339, 2550, 2551],
    message: /^Property 'shape' does not exist on type '(?!.*=>)[^|&]*\[\]'/,
    hint: "An array has a length; a tensor has a shape: tf.tensor(array).shape",
  },
  {
    codes: [2339, 2550, 2551],
    message: new RegExp(
      `^Property '(${alternatives(arrayMethods)})' does not exist on type '(?!.*=>)[^|&]*\\[\\]'`,
    ),
    hint: (name) => `An array has ${arrayMethods[name]}`,
  },
  {
    codes: [2339, 2550, 2551],
    message: new RegExp(
      `^Property '(${alternatives(textMethods)})' does not exist on type '(?:string|".*")'`,
    ),
    hint: (name) => `A text has ${textMethods[name]}`,
  },
  {
    codes: [2339],
    message: /on type 'Tensor<Rank> \| Tensor<Rank>\[\]'/,
    hint: "It is an array for a model of several outputs; (… as tf.Tensor) says that this has one.",
  },
  { codes: [2349], source: /^length$/, hint: "length is a number: leave () out." },
  { codes: [2588], hint: "A variable that changes is declared with let." },
  {
    codes: [1343],
    ofCells: true,
    hint: "__dirname is the folder that a cell's paths start at, the project's.",
  },
  {
    codes: [1378, 1432, 2854], // which cells are allowed
    hint: "Only a cell may await at its top level; in a module await stands in an async function.",
  },
  {
    codes: [2345],
    message: /'TemplateStringsArray'/,
    hint: "It is called with backticks in the place of brackets: name`text`.",
  },
];

/**
 * What helps the reader of an error on, in their own words.
 *
 * @param inCell whether the error is in a cell, not in a module of the project
 */
export function hintOn(
  diagnostic: ts.Diagnostic,
  message: string,
  checker: ts.TypeChecker | undefined,
  inCell: boolean,
): string | undefined {
  const { code, relatedInformation = [], file, start = 0, length = 0 } = diagnostic;
  const beside = relatedInformation.find((related) => helpfulCodes.has(related.code));
  if (beside) return ts.flattenDiagnosticMessageText(beside.messageText, "\n");
  const text = file?.text.slice(start, start + length) ?? "";
  for (const { codes, message: pattern, source, ofCells, hint } of hints) {
    if (!codes.includes(code) || !(source?.test(text) ?? true) || (ofCells && !inCell)) continue;
    const matched = pattern ? pattern.exec(message) : [];
    if (matched) return typeof hint === "string" ? hint : hint(...matched.slice(1));
  }
  return (
    hintOnPath(diagnostic, message, inCell) ??
    hintOnPackage(diagnostic, message) ??
    hintOnUndeclared(diagnostic) ??
    (checker && hintOnTypes(diagnostic, checker))
  );
}

/** A path that leads to no file: which one may be meant. */
function hintOnPath({ code, file }: ts.Diagnostic, message: string, inCell: boolean): string | undefined {
  const [, path] = (code === 2307 && /module '(\.{1,2}\/[^']*)'/.exec(message)) || [];
  if (!file || path === undefined) return undefined;
  const right = sameButForCase(path, file.fileName);
  if (right !== undefined) return `Upper and lower case count: "${right}"`;
  if (!inCell) return undefined;
  const inProject = path.replace(/^(?:\.{1,2}\/)+/, "./");
  const meant = moduleFile(inProject, file.fileName) === undefined ? "." : `: "${inProject}"`;
  return `Paths start at the project's folder, wherever the notebook lies${meant}`;
}

/** A module that is none of the project's files: what it may be instead. */
function hintOnPackage({ code, file }: ts.Diagnostic, message: string): string | undefined {
  const [, name = "", packageName = ""] =
    (code === 2307 && /module '(((?:@[\w.-]+\/)?\w[\w.-]*)[^']*)'/.exec(message)) || [];
  if (!file || packageName === "") return undefined;
  const folder = dirname(file.fileName);
  const { name: own, main = "" } = packageJson(folder);
  if (packageName === own) {
    const path = name === own ? main.replace(/^\.\/|(?:\/index)?\.\w+$/g, "") : name.slice(own.length + 1);
    return `${own} is this project; its modules are imported by their paths: "./${path}"`;
  }
  if (existsSync(join(folder, packageName))) return `A path begins with "./": "./${name}"`;
  if (isBuiltin(packageName)) return `Node's ${packageName} has no such part.`;
  const isInstalled = createRequire(file.fileName)
    .resolve.paths(packageName)
    ?.some((path) => existsSync(join(path, packageName)));
  if (isInstalled) return `${packageName} is installed, but has no such part, or no types.`;
  return `If it is a package: npm install ${packageName}, in the project's folder.`;
}

function packageJson(folder: string): { name?: string; main?: string } {
  const read = ts.readConfigFile(join(folder, "package.json"), (path) => ts.sys.readFile(path));
  return (read.config ?? {}) as { name?: string; main?: string };
}

/** `x = 5`, `!ls` */
function hintOnUndeclared({ code, file, start = 0, length = 0 }: ts.Diagnostic): string | undefined {
  if (code !== 2304 || !file) return undefined;
  const expressions = file.statements.filter(ts.isExpressionStatement).map(({ expression }) => expression);
  const isAssigned = expressions.some(
    (expression) =>
      isAssignment(expression) &&
      expression.left.getStart(file) === start &&
      ts.isIdentifier(expression.left),
  );
  if (isAssigned) return `A variable is declared first: let ${file.text.slice(start, start + length)} = …`;
  const isShell =
    file.text[start - 1] === "!" && expressions.some((expression) => expression.getStart(file) === start - 1);
  return isShell ? notTypeScript : undefined;
}
