import ts from "typescript";
import type { Parsed } from "./cell";

export const notTypeScript = "Cells are TypeScript: there are no magics, no shell commands and no Python.";

interface SyntaxHint {
  /** Matched against the line of the error and the one before it. */
  lines?: RegExp;
  /** Matched against what stands before the error. */
  before?: RegExp;
  /** Matched against what stands from the error on. */
  at?: RegExp;
  /** Made of what was found in the lines, if it is a function. */
  hint: string | ((...found: string[]) => string);
}

const help = "What a name is: set the cursor on it, and press Shift+Tab in JupyterLab.";

/** The first that fits is told. */
const hints: readonly SyntaxHint[] = [
  {
    lines: /^\s*from\s+(["'][^"']+["'])\s+import\s+(?:\{\s*)?([\w$][\w$, ]*?)\s*\}?\s*;?\s*$/m,
    hint: (module = "", names = "") =>
      `TypeScript's form: import { ${names} } from ${module}; or import * as name from ${module}; for all of it`,
  },
  {
    lines: /^\s*from\s+(["'][^"']+["'])\s+import\s+(\*(?:\s+as\s+[\w$]+)?)\s*;?\s*$/m,
    hint: (module = "", all = "") =>
      `TypeScript's form: import ${all === "*" ? "* as name" : all} from ${module};`,
  },
  {
    lines:
      /^\s*(?:%%?\w|!\w[\w.-]*\s+(?!(?:in|instanceof|as|satisfies)\b)[\w./]|from \.*\w[\w.]* import |import \w+(?:\.\w+)*(?: as \w+)?\s*$|def \w+\(.*:\s*$)/m,
    hint: notTypeScript,
  },
  {
    lines:
      /^\s*(?:for \w+(?: *, *\w+)* in [^?]+|(?:if|elif|while) [^?]+|else|try|except\b[^?]*|finally|with [^?]+|class \w+(?:\(\w*\))?):\s*(?:#.*)?$/m,
    hint: `${notTypeScript} Conditions stand in ( ), and blocks in { }.`,
  },
  { before: /\bnot\s+$/, hint: "'not' is written !" },
  { at: /^and\b/, hint: "'and' is written &&" },
  { at: /^or\b/, hint: "'or' is written ||" },
  {
    lines: /\bf(["'])(?:(?!\1).)*\{.*\1/,
    hint: "A text with values in it stands in backticks: `size ${size}`",
  },
  { at: /^#/, hint: "A comment begins with //" },
  { before: /(?:^|\n)[ \t]*$/, at: /^\?{1,2}[ \t]*[\w$]/, hint: help },
  { before: /(?:^|\n)[ \t]*[\w$]+(?:\.[\w$]+)*(?:\(.*\))?\?{1,2}\s*$/, at: /^(?!:)/, hint: help },
  {
    before: /(?:[=(,?:&|]|\breturn)\s*<\w[^<>]*(?:>[^<>]*<?)?$/,
    at: /^\/\w+>|<\/\w+>|\/>/,
    hint: "Cells are TypeScript without JSX.",
  },
];

/**
 * What helps on where a cell is no TypeScript.
 *
 * @param position where it is not
 */
export function hintOnSyntax(code: string, position: number): string | undefined {
  const [before, rest] = [code.slice(0, position), code.slice(position)];
  const lines = before.split("\n").slice(-2).join("\n") + rest.replace(/\n[^]*/, "");
  const fits = (hint: SyntaxHint) =>
    (hint.lines?.test(lines) ?? true) && (hint.before?.test(before) ?? true) && (hint.at?.test(rest) ?? true);
  const found = hints.find(fits);
  if (typeof found?.hint === "function") return found.hint(...(found.lines?.exec(lines) ?? []).slice(1));
  return (
    found?.hint ?? (isObject(code) ? "An object that a cell ends on stands in brackets: ({ … })" : undefined)
  );
}

/** `{ a: 1, b: 2 }`, which is a block where a statement begins. */
function isObject(code: string): boolean {
  if (!/^\s*\{/.test(code)) return false;
  const { parseDiagnostics } = ts.createSourceFile(
    "cell.ts",
    `(${code}\n)`,
    ts.ScriptTarget.Latest,
  ) as Parsed;
  return parseDiagnostics.length === 0;
}
