import { parseCell } from "./cell";

export type Completeness = { status: "complete" | "invalid" } | { status: "incomplete"; indent: string };

const indentWidth = 2;

/** Could `code` run as it is, or does its writer want to go on? */
export function completenessOf(code: string): Completeness {
  const { parseDiagnostics } = parseCell(code);
  if (parseDiagnostics.length === 0) return { status: "complete" };
  const end = code.trimEnd().length;
  // What is missing at the very end can still come; so can the end of a comment, a template or a string over lines.
  const unfinished = parseDiagnostics.some(
    ({ start, length, code: fault }) => start + length >= end && (start >= end || unterminated.has(fault)),
  );
  return unfinished ? { status: "incomplete", indent: indentAfter(code) } : { status: "invalid" };
}

/** Of comments and of template literals. */
const unterminated = new Set([1010, 1160]);

/** The indent of the last line, one step more where that opens a bracket. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(last)?.[0] ?? "";
  return /[([{]\s*$/.test(last) ? indent + " ".repeat(indentWidth) : indent;
}
