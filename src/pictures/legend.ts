import { INK, seriesStyle } from "../charts/style";
import { textWidth, wrapText } from "../charts/textMetrics";
import { sum } from "../inspect/numbers";
import { formatNumber } from "../notebook/table";
import { PER_DOUBLING } from "./boxSize";
import { type Look, looks } from "./labels";
import type { Network, NetworkBox } from "./network";
import { shortened } from "./shortened";
import { rectangle, text, tint } from "./svg";

/** White around a picture. */
export const EDGE = 5;
const TITLE = { font: 16, line: 24 };
const NOTE = { font: 11, line: 17 };

/** What the legend calls them. */
const meanings: Readonly<Record<Look, string>> = {
  convolution: "convolution",
  dense: "dense",
  pooling: "pooling",
  merge: "merging",
  function: "activation, normalization",
  other: "other",
  shape: "input, reshaping",
};

/** Grey for what computes nothing, else of the palette. */
export function colorOf(look: Look): string {
  return look === "shape" ? INK.line : seriesStyle(looks.indexOf(look)).color;
}

export function styleOf(look: Look) {
  return { fill: tint(colorOf(look), 0.16), stroke: colorOf(look), rx: 3 };
}

/** Title, totals and legend, above a network. */
export function headerOf(network: Network, width: number): { content: string; height: number } {
  const titles = wrapText(network.name, width, TITLE.font, true) // a pattern's name is long
    .map((line) => shortened(line, width, TITLE.font, "start"));
  const below = titles.length * TITLE.line;
  const notes = [...wrapText(totals(network), width, NOTE.font), ...wrapText(widthNote, width, NOTE.font)];
  const legend = legendOf(network.boxes, width, below + notes.length * NOTE.line);
  return {
    content: [
      ...titles.map((line, i) =>
        text(line, { x: EDGE, y: EDGE + i * TITLE.line + TITLE.font }, { size: TITLE.font, bold: true }),
      ),
      ...notes.map((line, i) =>
        text(line, { x: EDGE, y: EDGE + below + i * NOTE.line + NOTE.font }, { size: NOTE.font }),
      ),
      legend.content,
    ].join("\n"),
    height: legend.bottom + 4,
  };
}

const widthNote = `A box is ${PER_DOUBLING} pixels wider for each doubling of its channels.`;

function totals({ boxes }: Network): string {
  const params = `${formatNumber(sum(boxes, (box) => box.params))} parameters`;
  const counted = boxes.filter(({ macs }) => macs !== null);
  if (counted.length === 0) return `${params}, MACs not known.`;
  const part =
    counted.length < boxes.length
      ? `, without ${boxes.length - counted.length} of ${boxes.length} boxes`
      : "";
  return `${params}, ${formatNumber(sum(counted, (box) => box.macs ?? 0))} MACs for one image${part}.`;
}

function legendOf(boxes: readonly NetworkBox[], width: number, top: number) {
  const sample = { width: 18, height: 10 };
  const used = looks.filter((look) => boxes.some((box) => box.look === look));
  let [x, y] = [0, top];
  const entries = used.map((look) => {
    const room = sample.width + 6 + textWidth(meanings[look], NOTE.font) + 16;
    if (x > 0 && x + room > width) [x, y] = [0, y + NOTE.line];
    const at = { x: EDGE + x, y: EDGE + y + 1, ...sample };
    x += room;
    const label = { x: at.x + sample.width + 6, y: at.y + NOTE.font - 2 };
    return rectangle(at, styleOf(look)) + text(meanings[look], label, { size: NOTE.font });
  });
  return { content: entries.join(""), bottom: y + NOTE.line };
}
