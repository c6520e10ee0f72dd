import { checkNames } from "../arguments/optionNames";
import { inNotebook, liveOutput } from "../notebook/display";
import type { Chart } from "./figure";
import { lines, type LinesOptions, linesOptions } from "./lines";
import { drawSvg, loadPlotly } from "./plotlySvg";
import { quantity } from "./quantities";

/** A chart that grows while a cell runs. */
export interface LiveLines<Row> {
  /** Draws all rows so far, unless it drew less than a second ago. Resolves when it has drawn, or at once. */
  update(rows: readonly Row[]): Promise<void>;
  /** Takes the live picture away and returns the interactive chart of the last rows, for the cell to end on. */
  done(): Chart;
}

const BETWEEN_DRAWS_MS = 1000;
/** Of the time, at most, goes into drawing. */
const DRAWING_SHARE = 0.2;

/**
 * Lines that are drawn again as rows come in: a loss curve during training. In a notebook the picture is replaced in
 * place; in a terminal the last row is printed on stderr.
 *
 * @param options as for `lines`
 * @throws TypeError if an option is unknown
 */
export function liveLines<Row extends object>(options: LinesOptions<Row>): LiveLines<Row> {
  checkNames("liveLines", options, linesOptions);
  const live = liveOutput();
  let latest: readonly Row[] = [];
  let nextDraw = -Infinity;
  let ended = false;

  return {
    async update(rows) {
      latest = rows;
      if (ended || performance.now() < nextDraw || rows.length === 0) return;
      nextDraw = Infinity; // not while this one is being drawn
      if (inNotebook()) await loadPlotly();
      const started = performance.now();
      try {
        const figure = lines(rows, options);
        const picture = inNotebook() && { "image/svg+xml": await drawSvg(figure) };
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- `done` may have been called meanwhile
        if (!ended) live.update({ "text/plain": lastRow(rows, options), ...picture });
      } finally {
        const drawing = performance.now() - started;
        nextDraw = started + Math.max(BETWEEN_DRAWS_MS, drawing / DRAWING_SHARE);
      }
    },
    done() {
      ended = true;
      const chart = lines(latest, options);
      if (inNotebook()) live.update({ "text/plain": "", "text/html": "" });
      return chart;
    },
  };
}

function lastRow<Row extends object>(rows: readonly Row[], { x, y, series }: LinesOptions<Row>): string {
  const row = rows.at(-1) as Row;
  const named = [x, y]
    .map((column) => `${column} ${quantity(column).format(row[column] as number)}`)
    .join(", ");
  return series === undefined ? named : `${String(row[series])}: ${named}`;
}
