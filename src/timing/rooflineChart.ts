import { inspect } from "node:util";
import type { Chart } from "../charts";
import { groups, numbers, pick, requireRows } from "../charts/columns";
import { chart } from "../charts/figure";
import { placeLabels } from "../charts/labels";
import { escapeText, frame, hoverText, numberAxis } from "../charts/layout";
import { quantity } from "../charts/quantities";
import { paddedRange, position } from "../charts/range";
import { INK, seriesStyle } from "../charts/style";
import { percent } from "../inspect/numbers";
import type { Displayable } from "../notebook/display";
import { type Peaks, rateText } from "./peaks";
import type { RooflineRow } from "./roofline";

const MARKER_SIZE = 11;
/** The names of layers with less of the time would hide those of the others. */
const LABELLED_SHARE = 0.03;

/** Room over the flat roof for the names of the layers below it, as a factor. */
const ABOVE = 1.6;

/** A line of the chart: as many FLOP/s as the intensity allows. */
interface Roof {
  name: string;
  gflopsAt: (intensity: number) => number;
  /** Where it begins and ends. */
  from: number;
  to: number;
  dash: "solid" | "dash" | "dot";
}

/** @throws RangeError if there are no rows */
export function rooflineChart(data: RooflineRow[] & Displayable, peaks: Peaks, title: string): Chart {
  requireRows(data);
  const rows = [...data].sort((a, b) => b.share - a.share); // the layers that take most time get their labels first
  const xs = numbers(rows, { option: "x", column: "intensity" }, true);
  const ys = numbers(rows, { option: "y", column: "gflops" }, true);
  const ridge = peaks.gflops / peaks.memoryGBps;
  const xRange = paddedRange([...xs, ridge], true);
  const roofs = roofsOf(peaks, 10 ** xRange[0], 10 ** xRange[1]);
  const yRange = paddedRange([...ys, ABOVE * peaks.gflops], true);

  const byKind = groups(rows, "kind");
  const titles = { x: quantity("intensity").title, y: quantity("gflops").title };
  const { layout, area } = frame({
    title,
    series: [...roofs, ...byKind].map(({ name }) => name),
    x: numberAxis(quantity("intensity"), titles.x, true, xRange),
    y: numberAxis(quantity("gflops"), titles.y, true, yRange),
  });

  const point = (x: number, y: number, size: number) => ({
    x: position(x, xRange, true, area.width),
    y: area.height - position(y, yRange, true, area.height),
    radius: size / 2,
  });
  const points = xs.map((x, i) => point(x, ys[i] as number, MARKER_SIZE));
  const labels = rows.map(({ layer, share }) => (share >= LABELLED_SHARE ? layer : ""));
  const roofPoints = roofs.flatMap((roof) => alongRoof(roof).map(([x, y]) => point(x, y, 1)));
  const unnamed = roofPoints.map(() => ""); // no label covers a roof
  const positions = placeLabels([...points, ...roofPoints], [...labels, ...unnamed], area);
  const texts = labels.map((label, i) => (positions[i] === null ? "" : escapeText(label)));
  const hover = rows.map(({ layer, share, reached, bound }) =>
    escapeText(`${layer}: ${percent(share)} of the time, ${percent(reached)} of its roof (${bound})`),
  );

  const lines = roofs.map(({ name, gflopsAt, from, to, dash }) => ({
    type: "scatter",
    mode: "lines",
    name: escapeText(name),
    x: [from, to],
    y: [gflopsAt(from), gflopsAt(to)],
    line: { color: INK.text, width: 1.5, dash },
    hoverinfo: "name",
  }));
  const markers = byKind.map(({ name, indices }, n) => {
    const { color, symbol } = seriesStyle(n);
    return {
      type: "scatter",
      mode: "markers+text",
      name: escapeText(name),
      x: pick(xs, indices),
      y: pick(ys, indices),
      marker: { color, symbol, size: MARKER_SIZE },
      cliponaxis: false,
      text: pick(texts, indices),
      textposition: indices.map((i) => positions[i] ?? "top center"),
      hovertext: pick(hover, indices),
      hovertemplate: hoverText({ name: "%{hovertext}", ...titles, series: name }),
    };
  });
  return chart({ data: [...lines, ...markers], layout }, () => inspect(data));
}

/** The slopes end where they meet the flat roof. */
function roofsOf({ gflops, memoryGBps, cacheGBps }: Peaks, least: number, most: number): Roof[] {
  const slope = (name: string, rate: number, dash: Roof["dash"]): Roof => ({
    name: `${name}, ${rateText(rate)} GB/s`,
    gflopsAt: (intensity) => intensity * rate,
    from: least,
    to: gflops / rate,
    dash,
  });
  const flat: Roof = {
    name: `arithmetic, ${rateText(gflops)} GFLOP/s`,
    gflopsAt: () => gflops,
    from: gflops / cacheGBps,
    to: most,
    dash: "solid",
  };
  return [flat, slope("memory", memoryGBps, "dash"), slope("caches", cacheGBps, "dot")];
}

/** Points of a roof, close together. */
function alongRoof({ gflopsAt, from, to }: Roof): [x: number, y: number][] {
  const steps = 100;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const x = from * (to / from) ** (step / steps);
    return [x, gflopsAt(x)];
  });
}
