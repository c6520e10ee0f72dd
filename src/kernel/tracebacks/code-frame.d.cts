import type { Position } from "./source-maps";

/**
 * The line of `source` that a position is on, with its number, and a caret under the column:
 *
 *     2 | const n: number = "two";
 *       |       ^
 */
export function codeFrame(source: string, position: Position): string[];
