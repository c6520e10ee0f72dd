import type { Position } from "./source-maps";

/**
 * The line of `source` that a position is on, with its number, and a caret under the column:
 *
 *     2 | const n: number = "two";
 *       |       ^
 */
export function codeFrame(source: string, { line, column }: Position): string[] {
  const text = source.split("\n")[line];
  if (text === undefined) return [];
  const number = String(line + 1);
  const indent = text.slice(0, column).replace(/[^\t]/g, " "); // tabs stay, so that the caret stands under its column
  return [`${number} | ${text.trimEnd()}`, `${" ".repeat(number.length)} | ${indent}^`];
}
