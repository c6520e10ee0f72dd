import { parseCell } from "./cell";

export type Completeness = { status: "complete" | "invalid" } | { status: "incomplete"; indent: string };

const indentWidth = 2;

/** Could `code` run as it is, or does its writer want to go on? */
export function completenessOf(code: string): Completeness {
  const [fault] = parseCell(code).parseDiagnostics;
  if (!fault) return { status: "complete" };
  // What is missing at the very end can still come, and so can the end of what may go over lines.
  const isAtEnd = fault.start >= code.trimEnd().length && fault.code !== unterminatedString;
  const isUnfinished = isAtEnd || unterminated.has(fault.code);
  return isUnfinished ? { status: "incomplete", indent: indentAfter(code) } : { status: "invalid" };
}

const unterminatedString = 1002;
/** Of comments and of template literals. */
const unterminated = new Set([1010, 1160]);

/** The indent of the last line, one step more where that opens a bracket. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(last)?.[0] ?? "";
  return /[([{]\s*$/.test(last) ? indent + " ".repeat(indentWidth) : indent;
}
