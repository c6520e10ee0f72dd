/** An option of a chart and the column that it names. */
export interface Choice {
  option: string;
  column: string;
}

/** @throws TypeError, RangeError if `rows` is not a list of at least one object */
export function requireRows(rows: unknown): void {
  if (!Array.isArray(rows) || rows.some((row) => row === null || typeof row !== "object")) {
    throw new TypeError("rows: not an array of objects. Give for instance what compare returns.");
  }
  if (rows.length === 0) throw new RangeError("rows: empty. A chart needs at least one row.");
}

/**
 * A column's numbers, one for each row.
 *
 * @throws RangeError if no row has the column, or one has no finite number there, or one of 0 or less for a log axis
 */
export function numbers(rows: readonly object[], choice: Choice, log = false): number[] {
  return cells(rows, choice).map((value, i) => {
    const where = `rows[${i}].${choice.column} is ${describe(value)}`;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new RangeError(
        `${where}: ${choice.option} needs a finite number in every row. Leave such rows out: ` +
          `rows.filter((row) => Number.isFinite(row.${choice.column})).`,
      );
    }
    if (log && value <= 0) {
      throw new RangeError(
        `${where}, and a log axis shows only what is above 0. Leave such rows out, or log.`,
      );
    }
    return value;
  });
}

/**
 * A column's values as names, one for each row.
 *
 * @throws RangeError if no row has the column, or one has no name there
 */
export function names(rows: readonly object[], choice: Choice): string[] {
  return cells(rows, choice).map((value, i) => {
    if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value))
      return String(value);
    throw new RangeError(
      `rows[${i}].${choice.column} is ${describe(value)}: ${choice.option} needs a name or a number in every row.`,
    );
  });
}

/** Whether every row has a finite number in the column. */
export function hasNumbers(rows: readonly object[], column: string): boolean {
  return rows.every((row) => Number.isFinite((row as Record<string, unknown>)[column]));
}

function cells(rows: readonly object[], { option, column }: Choice): unknown[] {
  if (!rows.some((row) => column in row)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    throw new RangeError(`${option}: no column "${column}". The columns are ${columns.join(", ")}.`);
  }
  return rows.map((row) => (row as Record<string, unknown>)[column]);
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "number" || value === null ? String(value) : `a ${typeof value}`;
}

/** Rows that belong together; a chart without series is one group without a name. */
export interface Group {
  name: string;
  /** Where its rows stand. */
  indices: number[];
}

/** Groups rows by the names in a column, in the order in which the names first appear. */
export function groups(rows: readonly object[], series: string | undefined): Group[] {
  if (series === undefined) return [{ name: "", indices: rows.map((_, i) => i) }];
  const found = new Map<string, number[]>();
  names(rows, { option: "series", column: series }).forEach((name, i) => {
    const indices = found.get(name);
    if (indices) indices.push(i);
    else found.set(name, [i]);
  });
  return [...found].map(([name, indices]) => ({ name, indices }));
}

/** The values that stand at the indices. */
export function pick<T>(values: readonly T[], indices: readonly number[]): T[] {
  return indices.map((i) => values[i] as T);
}
