import { checkNames } from "../arguments/optionNames";
import { type Group, groups, names, numbers, pick, requireRows } from "./columns";
import { errorBars } from "./errorBars";
import { type Chart, chart } from "./figure";
import { escapeText, FONT_SIZE, frame, hoverText, MARGIN, nameAxis, numberAxis, PLOT_WIDTH } from "./layout";
import { axisTitles, type ChartOptions, chartOptions } from "./options";
import { quantity } from "./quantities";
import { PADDING, paddedRange, position } from "./range";
import { INK, seriesStyle } from "./style";
import { plottedTable } from "./table";
import { LINE_HEIGHT, textWidth } from "./textMetrics";

export interface BarsOptions<Row> extends ChartOptions<Row> {
  /** A logarithmic vertical axis: differences of length are ratios then. */
  log?: boolean;
}

/** Between groups of bars, as a share of a group's place. */
const GAP = 0.25;
/** In pixels; narrower bars go without their number. */
const NUMBER_WIDTH = 38;
const PADDING_WITH_NUMBERS = 0.12;

/**
 * A bar for each row, those with the same x side by side. A median with its quartiles beside it (`medianMs` with
 * `q1Ms` and `q3Ms`) gets error bars.
 *
 * @throws RangeError if there are no rows or no such column, or a value is not a finite number, or 0 or less on a log
 *   axis, or two bars have the same x and series
 * @throws TypeError if an option is unknown
 */
export function bars<Row extends object>(rows: readonly Row[], options: BarsOptions<Row>): Chart {
  checkNames("bars", options, [...chartOptions, "log"]);
  const { x, y, series, log = false, title } = options;
  requireRows(rows);
  const xs = names(rows, { option: "x", column: x });
  const ys = numbers(rows, { option: "y", column: y }, log);
  const bySeries = groups(rows, series);
  for (const group of bySeries) requireOneEach(xs, group);
  const whiskers = errorBars(rows, y);

  const categories = [...new Set(xs)];
  const { angle, depth } = slant(categories);
  const barWidth = (PLOT_WIDTH * (1 - GAP)) / (categories.length * bySeries.length);
  const numbered = barWidth >= NUMBER_WIDTH;
  const ends = whiskers ? [...ys, ...whiskers.from, ...whiskers.to] : ys;
  const range = paddedRange(log ? ends : [0, ...ends], log, numbered ? PADDING_WITH_NUMBERS : PADDING);
  const titles = axisTitles(options);
  const { layout, area } = frame({
    title,
    series: bySeries.map(({ name }) => name),
    x: nameAxis(x === "name" && options.xTitle === undefined ? "" : titles.x, categories, angle),
    y: numberAxis(quantity(y), titles.y, log, range),
    labelDepth: depth,
  });

  const height = (value: number) => position(value, range, log, area.height);
  const numbersAbove = ys.map((value, i) => {
    const whisker = whiskers ? height(whiskers.to[i] as number) - height(value) : 0;
    return numberAbove(whisker, quantity(y).barformat);
  });
  const data = bySeries.map(({ name, indices }, n) => {
    const { color, pattern } = seriesStyle(n);
    return {
      type: "bar",
      name: escapeText(name),
      x: pick(xs, indices),
      y: pick(ys, indices),
      marker: {
        color,
        ...(pattern && {
          pattern: { shape: pattern, fillmode: "overlay", fgcolor: INK.paper, solidity: 0.25 },
        }),
      },
      ...(whiskers && { error_y: whiskers.trace(indices) }),
      ...(numbered && {
        texttemplate: pick(numbersAbove, indices),
        textposition: "outside",
        textangle: 0,
        cliponaxis: false,
      }),
      hovertemplate: hoverText({ name: "%{x}", y: titles.y, series: name }),
    };
  });
  const values = [y, ...(whiskers?.columns ?? [])];
  return chart({ data, layout: { ...layout, barmode: "group", bargap: GAP } }, () =>
    plottedTable(rows, { names: [x, series], values, title }),
  );
}

/** The bar's number. plotly.js writes it right above the bar, so empty lines lift it over the error bar. */
function numberAbove(whisker: number, format: string): string {
  const lines = Math.max(0, Math.ceil((whisker - 2) / (FONT_SIZE * LINE_HEIGHT)));
  return `%{y:${format}}${"<br> ".repeat(lines)}`;
}

/** Labels lie flat where each fits below its bars, else they rise, steeply where the page's edge would cut the first. */
function slant(labels: readonly string[]): { angle: number; depth: number } {
  const width = Math.max(...labels.map((label) => textWidth(label, FONT_SIZE)));
  const place = PLOT_WIDTH / labels.length;
  if (width <= place * 0.95) return { angle: 0, depth: FONT_SIZE };
  if (width * Math.SQRT1_2 <= MARGIN.left) return { angle: -45, depth: (width + FONT_SIZE) * Math.SQRT1_2 };
  return { angle: -90, depth: width };
}

function requireOneEach(xs: readonly string[], { name, indices }: Group): void {
  const seen = new Set<string>();
  for (const i of indices) {
    const bar = xs[i] as string;
    if (seen.has(bar)) {
      throw new RangeError(
        `rows[${i}]: a second bar "${bar}"${name && ` in the series "${name}"`}. ` +
          "Name a column as series that tells them apart.",
      );
    }
    seen.add(bar);
  }
}
