/** Text without line breaks that is put into a cell. */
export interface Insertion {
  at: number;
  text: string;
}

export interface Inserted {
  text: string;
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
