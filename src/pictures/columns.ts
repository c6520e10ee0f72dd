/** Between columns. */
export const COLUMN = 20;

/** What JupyterLab leaves of a window 1280 pixels wide; and not higher than a screen where that can be. */
const MOST = { width: 1090, height: 760 };

interface Size {
  width: number;
  height: number;
}

/** The size of parts below each other, so far apart. */
export function columnSize(parts: readonly Size[], gap: number): Size {
  return {
    width: Math.max(...parts.map(({ width }) => width)),
    height: parts.reduce((sum, { height }) => sum + height + gap, -gap),
  };
}

/** One column more has to save this share of the height. */
const WORTHWHILE = 0.15;

/** Breaks a list of parts into columns: as few as keep them as high as a screen, if so many fit beside each other. */
export function inColumns<T extends Size>(parts: readonly T[], gap: number): T[][] {
  let best = [[...parts]];
  let height = columnSize(parts, gap).height;
  for (let count = 2; height > MOST.height; count++) {
    const more = lowest(parts, gap, count);
    const lower = more && Math.max(...more.map((column) => columnSize(column, gap).height));
    if (!more || !lower || lower > height * (1 - WORTHWHILE)) break;
    best = more;
    height = lower;
  }
  return best;
}

/** At most so many columns that fit beside each other, the highest of them as low as can be. */
function lowest<T extends Size>(parts: readonly T[], gap: number, count: number): T[][] | undefined {
  const total = columnSize(parts, gap).height;
  for (let limit = total / count; limit < total; limit += 5) {
    const columns = filled(parts, gap, limit);
    if (columns && columns.length <= count) return columns;
  }
  return undefined;
}

/** Columns up to a height, filled from the first part on or from the last one back; undefined where neither fits. */
function filled<T extends Size>(parts: readonly T[], gap: number, limit: number): T[][] | undefined {
  const fill = (list: readonly T[]) => {
    const columns: T[][] = [];
    for (const part of list) {
      const last = columns.at(-1);
      if (last && columnSize([...last, part], gap).height <= limit) last.push(part);
      else columns.push([part]);
    }
    return columns;
  };
  const backwards = fill([...parts].reverse())
    .reverse()
    .map((column) => column.reverse());
  return [fill(parts), backwards].find((columns) => {
    const sizes = columns.map((column) => columnSize(column, gap));
    const width = sizes.reduce((sum, size) => sum + size.width + COLUMN, -COLUMN);
    return width <= MOST.width && sizes.every(({ height }) => height <= limit);
  });
}
