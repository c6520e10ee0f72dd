import type ts from "typescript";

/** A way out that TypeScript does not name, or names beside its message. */
interface Hint {
  codes: readonly number[];
  /** Matched against the message. */
  message: RegExp;
  hint: string | ((...matched: string[]) => string);
}

const forgottenAwait = "Did you forget to use 'await'?";
/** TypeScript's own number of that question, which it keeps beside a message. */
const forgottenAwaitCode = 2773;

/** The first that fits is told. */
const hints: readonly Hint[] = [
  { codes: [2362, 2363, 2365], message: /'Promise</, hint: forgottenAwait },
  { codes: [2322, 2345], message: /'Promise<(.+)>' is not assignable to .*'\1'/, hint: forgottenAwait },
  {
    codes: [2307],
    message: /'\.{1,2}\//,
    hint: "Paths start at the project's folder, wherever the notebook lies.",
  },
  {
    codes: [2307],
    message: /'@tensorflow\/tfjs-node/,
    hint: 'Import "@tensorflow/tfjs": with "./src" imported, it computes in TensorFlow\'s own library.',
  },
  {
    codes: [2307],
    message: /module '((?:@[\w.-]+\/)?[\w.-]+)/,
    hint: (name) => `If it is a package: npm install ${name}, in the project's folder.`,
  },
  {
    codes: [2304, 2552],
    message: /name '(prompt|alert|confirm)'/,
    hint: 'await input("…") asks the reader.',
  },
  {
    codes: [2304, 2552],
    message: /name 'print'/,
    hint: "console.log(…) prints, and a cell shows what it ends on.",
  },
  {
    codes: [2304, 2552, 2584],
    message: /name '(document|window)'/,
    hint: "Cells run in Node, behind which there is no page.",
  },
  {
    codes: [2345],
    message: /'TemplateStringsArray'/,
    hint: "It is called with backticks in the place of brackets: name`text`.",
  },
];

/** What helps the reader of an error on, in their own words. */
export function hintOn(
  { code, relatedInformation = [] }: ts.Diagnostic,
  message: string,
): string | undefined {
  if (relatedInformation.some((related) => related.code === forgottenAwaitCode)) return forgottenAwait;
  for (const { codes, message: pattern, hint } of hints) {
    const matched = codes.includes(code) ? pattern.exec(message) : null;
    if (matched) return typeof hint === "string" ? hint : hint(...matched.slice(1));
  }
  return undefined;
}

const otherLanguages =
  /^\s*(?:[!%]\w|%%|from \w[\w.]* import |import \w+(?:\.\w+)*(?: as \w+)?\s*$|def \w+\(.*:\s*$)/m;

/** What helps on where a cell is in no TypeScript at all. */
export function hintOnSyntax(code: string): string | undefined {
  return otherLanguages.test(code)
    ? "Cells are TypeScript: there are no magics, no shell commands and no Python."
    : undefined;
}
