import type { Position } from "../tracebacks/source-maps";

/** Text that is put into a cell. */
export interface Insertion {
  at: number;
  text: string;
}

export interface Inserted {
  text: string;
  insertions: readonly Insertion[];
  /** Where a position of the cell is in `text`. */
  toModule(position: number): number;
  /** Where a position of `text` comes from; what was inserted comes from where it was put. */
  toCell(position: number): number;
}

/** @param insertions in the order in which they shall stand */
export function insert(cell: string, insertions: readonly Insertion[]): Inserted {
  const pieces: string[] = [];
  let end = 0;
  for (const { at, text } of insertions) {
    pieces.push(cell.slice(end, at), text);
    end = at;
  }
  return {
    text: [...pieces, cell.slice(end)].join(""),
    insertions,
    toModule: (position) =>
      insertions.reduce((sum, { at, text }) => (at <= position ? sum + text.length : sum), position),
    toCell(position) {
      let inserted = 0;
      for (const { at, text } of insertions) {
        if (position < at + inserted) break;
        inserted += Math.min(text.length, position - inserted - at);
      }
      return position - inserted;
    },
  };
}

/** Zero-based line and column of a position in a text. */
export function lineAndColumn(text: string, position: number): Position {
  const before = text.slice(0, position);
  const lines = before.split("\n");
  return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

/** What ends a line to TypeScript, and so in source maps. */
const lineEnds = /\r\n|[\n\r\u2028\u2029]/g;

/** The position in a text of a zero-based line and column. */
export function offsetOf(text: string, { line, column }: Position): number {
  const end = line > 0 ? [...text.matchAll(lineEnds)][line - 1] : undefined;
  return (end ? end.index + end[0].length : 0) + column;
}
