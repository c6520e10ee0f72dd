/** A row for each input map, a column for each output map: 1 where the output map sees the input map, else 0. */
export type ConnectionTable = readonly (readonly number[])[];

/** Which input map feeds which output map. */
export interface Connection {
  input: number;
  output: number;
}

/**
 * All connections of a table, output map by output map.
 *
 * @throws TypeError if it is not a list of rows; RangeError if the rows differ in length, an entry is neither 0 nor 1,
 *   or an output map sees nothing
 */
export function connectionsOf(table: ConnectionTable): Connection[] {
  const outputs = columnCount(table);
  return range(outputs).flatMap((output) => {
    const inputs = range(table.length).filter((input) => connected(table, input, output));
    if (inputs.length > 0) return inputs.map((input) => ({ input, output }));
    throw new RangeError(
      `table: column ${output} has no 1, so output map ${output} sees no input map: connect it or leave the column out.`,
    );
  });
}

function columnCount(table: ConnectionTable): number {
  const [first] = Array.isArray(table) ? (table as ConnectionTable) : [];
  if (!Array.isArray(first) || first.length === 0 || !table.every(Array.isArray)) {
    throw new TypeError(
      `table is ${JSON.stringify(table)}: it must be a list of rows, one for each input map, such as [[1, 0], [1, 1]].`,
    );
  }
  const columns = first.length;
  const odd = table.findIndex(({ length }) => length !== columns);
  if (odd === -1) return columns;
  throw new RangeError(
    `table: row ${odd} has ${table[odd]?.length} entries, row 0 has ${columns}: each needs one for each output map.`,
  );
}

function connected(table: ConnectionTable, input: number, output: number): boolean {
  const entry = table[input]?.[output];
  if (entry === 0 || entry === 1) return entry === 1;
  throw new RangeError(
    `table[${input}][${output}] is ${String(entry)}: it must be 1 where output map ${output} sees input map ` +
      `${input}, else 0.`,
  );
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
