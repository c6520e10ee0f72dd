import { checkNames } from "../arguments/optionNames";
import { areas } from "./areas";
import { groups, names, numbers, pick, requireRows } from "./columns";
import { errorBars } from "./errorBars";
import { type Chart, chart } from "./figure";
import { placeLabels } from "./labels";
import { escapeText, frame, hoverText, numberAxis } from "./layout";
import { axisTitles, type ChartOptions, chartOptions, type ColumnOf } from "./options";
import { quantity } from "./quantities";
import { paddedRange, position } from "./range";
import { seriesStyle } from "./style";
import { plottedTable } from "./table";

export interface ScatterOptions<Row> extends ChartOptions<Row> {
  /** The column that names the points. */
  label?: ColumnOf<Row>;
  /** Logarithmic axes: true for both. */
  log?: boolean | "x" | "y";
  /**
   * The column of numbers that the markers' areas stand for, as in Canziani et al. 2016 (arXiv:1605.07678), figure 2,
   * and Bianco et al. 2018 (arXiv:1810.00736), figure 1. All markers are circles then.
   */
  area?: ColumnOf<Row>;
}

const MARKER_SIZE = 11;

/**
 * A point for each row. A median with its quartiles beside it (`medianMs` with `q1Ms` and `q3Ms`) gets error bars. A
 * label that would cover a point, another label or the border wherever it stood is left out; the mouse shows it.
 *
 * @param rows for instance what `compare` returns
 * @throws RangeError if there are no rows or no such column, or a value is not a finite number, or 0 or less on a log
 *   axis or as an area
 * @throws TypeError if an option is unknown
 */
export function scatter<Row extends object>(rows: readonly Row[], options: ScatterOptions<Row>): Chart {
  checkNames("scatter", options, [...chartOptions, "label", "log", "area"]);
  const { x, y, label, series, log = false, area, title } = options;
  requireRows(rows);
  const xLog = log === true || log === "x";
  const yLog = log === true || log === "y";
  const xs = numbers(rows, { option: "x", column: x }, xLog);
  const ys = numbers(rows, { option: "y", column: y }, yLog);
  const labels = label === undefined ? undefined : names(rows, { option: "label", column: label });
  const bySeries = groups(rows, series);
  const bars = errorBars(rows, y);
  const sized = area === undefined ? undefined : areas(rows, area);

  const titles = axisTitles(options);
  const xRange = paddedRange(xs, xLog, sized?.padding);
  const yRange = paddedRange(bars ? [...ys, ...bars.from, ...bars.to] : ys, yLog, sized?.padding);
  const { layout, area: room } = frame({
    title,
    series: bySeries.map(({ name }) => name),
    x: numberAxis(quantity(x), titles.x, xLog, xRange),
    y: numberAxis(quantity(y), titles.y, yLog, yRange),
    key: sized?.key,
  });

  const across = (value: number) => position(value, xRange, xLog, room.width);
  const down = (value: number) => room.height - position(value, yRange, yLog, room.height);
  const points = ys.map((value, i) => ({
    x: across(xs[i] as number),
    y: down(value),
    radius: (sized?.diameters[i] ?? MARKER_SIZE) / 2,
    ...(bars && { top: down(bars.to[i] as number), bottom: down(bars.from[i] as number) }),
  }));
  const texts = labels && labelTexts(labels, placeLabels(points, labels, room));

  const data = bySeries.map((group, n) => {
    const { name } = group;
    const indices = sized?.largestFirst(group.indices) ?? group.indices;
    const { color, symbol } = seriesStyle(n);
    return {
      type: "scatter",
      mode: labels ? "markers+text" : "markers",
      name: escapeText(name),
      x: pick(xs, indices),
      y: pick(ys, indices),
      marker: { color, symbol, size: MARKER_SIZE, ...sized?.marker(indices) },
      ...(sized && { cliponaxis: false }),
      ...(bars && { error_y: bars.trace(indices) }),
      ...texts?.(indices),
      hovertemplate: hoverText({
        name: labels && "%{hovertext}",
        x: titles.x,
        y: titles.y,
        series: name,
        area: sized?.hover,
      }),
    };
  });
  const values = [x, y, ...(sized ? [sized.column] : []), ...(bars?.columns ?? [])];
  return chart({ data, layout }, () => plottedTable(rows, { names: [label, series], values, title }));
}

/** plotly's attributes for the labels of the points at the indices. */
function labelTexts(labels: readonly string[], positions: readonly (string | null)[]) {
  const written = labels.map(escapeText);
  return (indices: readonly number[]) => ({
    text: indices.map((i) => (positions[i] === null ? "" : written[i])),
    textposition: indices.map((i) => positions[i] ?? "top center"),
    hovertext: pick(written, indices),
  });
}
