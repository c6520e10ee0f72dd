import type { Quantity } from "./quantities";
import type { Range } from "./range";
import { INK } from "./style";
import { FONT_FAMILY, LINE_HEIGHT, OTHER_FONT, textWidth, wrapText } from "./textMetrics";

/** Sizes in pixels. Layout is worked out here, so that picture and interactive chart look the same. */
const SIZE = { width: 660, height: 430 };
/** A long legend or long names make the figure higher, not its data area lower than this. */
const LEAST_AREA = 220;
const FONT = { title: 17, axis: 14, text: 13 };
export const MARGIN = { left: 80, right: 25, bottom: 65 };
/** Of the data area. */
export const PLOT_WIDTH = SIZE.width - MARGIN.left - MARGIN.right;
const EDGE = 14;
/** plotly's: a legend's sample with the gaps around it, and an entry's height. */
const LEGEND = { sample: 45, line: 22 };

export const FONT_SIZE = FONT.text;

export interface Frame {
  layout: Record<string, unknown>;
  /** The size of the area where data is drawn. */
  area: { width: number; height: number };
}

/** A row between legend and data area; shapes and annotations are plotly's. */
export interface Key {
  height: number;
  shapes: Record<string, unknown>[];
  annotations: Record<string, unknown>[];
}

export interface FrameOptions {
  title?: string | undefined;
  /** The names in the legend; one name alone needs none. */
  series: readonly string[];
  x: Record<string, unknown>;
  y: Record<string, unknown>;
  /** What the x axis's labels need below, where it is more than one line. */
  labelDepth?: number;
  key?: Key | undefined;
}

/** A figure's layout: title, legend below it, data area, axes. */
export function frame({ title, series, x, y, labelDepth = FONT.text, key }: FrameOptions): Frame {
  const titleLines = title ? wrapText(title, PLOT_WIDTH, FONT.title) : [];
  const legend = series.length > 1 ? legendSize(series) : { entryWidth: 0, height: 0 };
  const top = Math.round(EDGE + titleHeight(titleLines) + legend.height + (key?.height ?? 0) + EDGE);
  const bottom = Math.round(MARGIN.bottom - FONT.text + labelDepth);
  const height = Math.max(SIZE.height, top + LEAST_AREA + bottom);
  const area = { width: PLOT_WIDTH, height: height - top - bottom };
  const layout = {
    width: SIZE.width,
    height,
    margin: { l: MARGIN.left, r: MARGIN.right, t: top, b: bottom },
    paper_bgcolor: INK.paper,
    plot_bgcolor: INK.paper,
    font: { family: FONT_FAMILY, size: FONT.text, color: INK.text },
    hovermode: "closest",
    modebar: { orientation: "v" }, // along the right margin: across it would lie over the title
    hoverlabel: { bgcolor: INK.paper, font: { family: FONT_FAMILY, color: INK.text } },
    ...(title && { title: titleAt(titleLines, height) }),
    showlegend: series.length > 1,
    ...(series.length > 1 && { legend: legendAt(legend.entryWidth, area.height, key) }),
    ...(key && { shapes: key.shapes, annotations: key.annotations }),
    xaxis: x,
    yaxis: y,
  };
  return { layout, area };
}

function titleHeight(lines: readonly string[]): number {
  return lines.length * FONT.title * LINE_HEIGHT;
}

function titleAt(lines: readonly string[], height: number) {
  return {
    text: lines.map(escapeText).join("<br>"),
    font: { size: FONT.title },
    x: 0,
    xref: "paper",
    xanchor: "left",
    y: 1 - (EDGE + titleHeight(lines) / 2) / height,
    yref: "container",
    yanchor: "middle",
  };
}

function legendAt(entrywidth: number, areaHeight: number, key: Key | undefined) {
  const y = 1 + (key?.height ?? 0) / areaHeight;
  const place = { x: 0, xanchor: "left", y, yanchor: "bottom" };
  const samples = key && { itemsizing: "constant" };
  return { orientation: "h", ...place, entrywidth, entrywidthmode: "pixels", ...samples };
}

function legendSize(series: readonly string[]) {
  const entryWidth = Math.ceil(Math.max(...series.map((name) => textWidth(name, FONT.text))) * OTHER_FONT);
  const columns = Math.max(1, Math.floor(PLOT_WIDTH / (entryWidth + LEGEND.sample)));
  return { entryWidth, height: Math.ceil(series.length / columns) * LEGEND.line };
}

/** An axis for numbers. */
export function numberAxis({ tickformat, hoverformat }: Quantity, title: string, log: boolean, range: Range) {
  const scale = log ? { type: "log", ...logTicks(range) } : { type: "linear" };
  return { ...axis(title), ...scale, range, tickformat, hoverformat, gridcolor: INK.grid, zeroline: false };
}

/** Labels at 1, 2 and 5 and lines at every digit, while these do not get too close; plotly.js's own choice is denser. */
function logTicks([from, to]: Range) {
  const decades = to - from;
  if (decades < 0.5) return {};
  if (decades > 4) return { dtick: 1 };
  return {
    dtick: decades > 2.5 ? 1 : "D2",
    minor: { dtick: "D1", showgrid: true, gridcolor: INK.minorGrid },
  };
}

/** An axis for names, in the order given, written at an angle (degrees, clockwise). */
export function nameAxis(title: string, categories: readonly string[], tickangle: number) {
  return {
    ...axis(title),
    type: "category",
    categoryorder: "array",
    categoryarray: categories,
    tickvals: categories,
    ticktext: categories.map(escapeText),
    tickangle,
    showgrid: false,
  };
}

function axis(title: string) {
  return {
    title: { text: escapeText(title), font: { size: FONT.axis }, standoff: 12 },
    linecolor: INK.line,
    showline: true,
    ticks: "outside",
    ticklen: 4,
    tickcolor: INK.line,
  };
}

interface Hover {
  series: string;
  /** plotly.js's variable for the point's name: "%{hovertext}". */
  name?: string | undefined;
  /** The axes' titles. */
  x?: string;
  y: string;
  /** The line about the marker's area. */
  area?: string | undefined;
}

/** What the mouse shows at a point. */
export function hoverText({ series, name, x, y, area }: Hover): string {
  return (
    [
      ...(series ? [`<b>${escapeText(series)}</b>`] : []),
      ...(name ? [`<b>${name}</b>`] : []),
      ...(x === undefined ? [] : [`${escapeText(x)}: %{x}`]),
      `${escapeText(y)}: %{y}`,
      ...(area === undefined ? [] : [area]),
    ].join("<br>") + "<extra></extra>"
  );
}

/** plotly.js reads tags and entities in text: here they are meant as they stand. */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
