import { checkNames } from "../arguments/optionNames";
import { groups, numbers, pick, requireRows } from "./columns";
import { type Chart, chart } from "./figure";
import { escapeText, frame, hoverText, numberAxis } from "./layout";
import { axisTitles, type ChartOptions, chartOptions } from "./options";
import { quantity } from "./quantities";
import { paddedRange } from "./range";
import { seriesStyle } from "./style";
import { plottedTable } from "./table";

export interface LinesOptions<Row> extends ChartOptions<Row> {
  /** A logarithmic vertical axis. */
  log?: boolean;
}

/** The names in LinesOptions. */
export const linesOptions = [...chartOptions, "log"] as const;

/** Markers tell lines apart; more of them would hide the line. */
const MOST_MARKERS = 12;
const X_PADDING = 0.02;

/**
 * A line for each series through its rows, in the order given: loss curves, for instance.
 *
 * @throws RangeError if there are no rows or no such column, or a value is not a finite number, or 0 or less on a log
 *   axis
 * @throws TypeError if an option is unknown
 */
export function lines<Row extends object>(rows: readonly Row[], options: LinesOptions<Row>): Chart {
  checkNames("lines", options, linesOptions);
  const { x, y, series, log = false, title } = options;
  requireRows(rows);
  const xs = numbers(rows, { option: "x", column: x });
  const ys = numbers(rows, { option: "y", column: y }, log);
  const bySeries = groups(rows, series);

  const titles = axisTitles(options);
  const { layout } = frame({
    title,
    series: bySeries.map(({ name }) => name),
    x: numberAxis(quantity(x), titles.x, false, paddedRange(xs, false, X_PADDING)),
    y: numberAxis(quantity(y), titles.y, log, paddedRange(ys, log)),
  });
  const data = bySeries.map(({ name, indices }, n) => {
    const { color, symbol } = seriesStyle(n);
    return {
      type: "scatter",
      mode: "lines+markers",
      name: escapeText(name),
      x: pick(xs, indices),
      y: pick(ys, indices),
      line: { color, width: 2 },
      marker: { color, symbol, size: 8, maxdisplayed: MOST_MARKERS },
      hovertemplate: hoverText({ x: titles.x, y: titles.y, series: name }),
    };
  });
  return chart({ data, layout }, () => plottedTable(rows, { names: [series], values: [x, y], title }));
}
