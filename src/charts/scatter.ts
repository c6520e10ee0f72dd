import { groups, names, numbers, pick, requireRows } from "./columns";
import { errorBars } from "./errorBars";
import { type Chart, chart } from "./figure";
import { placeLabels } from "./labels";
import { escapeText, frame, hoverText, numberAxis } from "./layout";
import { axisTitles, type ChartOptions, type ColumnOf } from "./options";
import { quantity } from "./quantities";
import { paddedRange, position } from "./range";
import { seriesStyle } from "./style";
import { plottedTable } from "./table";

export interface ScatterOptions<Row> extends ChartOptions<Row> {
  /** The column that names the points. */
  label?: ColumnOf<Row>;
  /** Logarithmic axes: true for both. */
  log?: boolean | "x" | "y";
}

const MARKER_SIZE = 11;
/** How far from a marker's middle plotly.js puts its label. */
const LABEL_DISTANCE = MARKER_SIZE / 1.6 + 1;

/**
 * A point for each row. A median with its quartiles beside it (`medianMs` with `q1Ms` and `q3Ms`) gets error bars. A
 * label that would cover a point, another label or the border wherever it stood is left out; the mouse shows it.
 *
 * @param rows for instance what `compare` returns
 * @throws RangeError if there are no rows or no such column, or a value is not a finite number, or 0 or less on a log
 *   axis
 */
export function scatter<Row extends object>(rows: readonly Row[], options: ScatterOptions<Row>): Chart {
  const { x, y, label, series, log = false, title } = options;
  requireRows(rows);
  const xLog = log === true || log === "x";
  const yLog = log === true || log === "y";
  const xs = numbers(rows, { option: "x", column: x }, xLog);
  const ys = numbers(rows, { option: "y", column: y }, yLog);
  const labels = label === undefined ? undefined : names(rows, { option: "label", column: label });
  const bySeries = groups(rows, series);
  const bars = errorBars(rows, y);

  const titles = axisTitles(options);
  const xRange = paddedRange(xs, xLog);
  const yRange = paddedRange(bars ? [...ys, ...bars.from, ...bars.to] : ys, yLog);
  const { layout, area } = frame({
    title,
    series: bySeries.map(({ name }) => name),
    x: numberAxis(quantity(x), titles.x, xLog, xRange),
    y: numberAxis(quantity(y), titles.y, yLog, yRange),
  });

  const across = (value: number) => position(value, xRange, xLog, area.width);
  const down = (value: number) => area.height - position(value, yRange, yLog, area.height);
  const points = ys.map((value, i) => ({
    x: across(xs[i] as number),
    y: down(value),
    ...(bars && { top: down(bars.to[i] as number), bottom: down(bars.from[i] as number) }),
  }));
  const texts = labels && labelTexts(labels, placeLabels(points, labels, area, LABEL_DISTANCE));

  const data = bySeries.map(({ name, indices }, n) => {
    const { color, symbol } = seriesStyle(n);
    return {
      type: "scatter",
      mode: labels ? "markers+text" : "markers",
      name: escapeText(name),
      x: pick(xs, indices),
      y: pick(ys, indices),
      marker: { color, symbol, size: MARKER_SIZE },
      ...(bars && { error_y: bars.trace(indices) }),
      ...texts?.(indices),
      hovertemplate: hoverText({ name: labels && "%{hovertext}", x: titles.x, y: titles.y, series: name }),
    };
  });
  const values = [x, y, ...(bars?.columns ?? [])];
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
