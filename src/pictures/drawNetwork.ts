import { INK, seriesStyle } from "../charts/style";
import { textWidth, wrapText } from "../charts/textMetrics";
import { formatNumber } from "../notebook/table";
import { BOX, boxLines, PER_DOUBLING, sizesText } from "./boxSize";
import type { Drawing } from "./drawing";
import type { Point, Rectangle } from "./geometry";
import { type Look, looks } from "./labels";
import type { NetworkLayout } from "./layout";
import type { Network, NetworkBox } from "./network";
import { FRAME } from "./segmentLayout";
import { arrowheads, polylines, rectangle, text, tint } from "./svg";

const EDGE = 5;
const TITLE = { font: 16, line: 24 };
const NOTE = { font: 11, line: 17 };
/** A narrow network's picture is so wide, for its title and legend. */
const LEAST_WIDTH = 360;

/** Title, legend, and the network below them. */
export function drawNetwork(network: Network, layout: NetworkLayout): Drawing {
  const width = Math.ceil(Math.max(layout.width, LEAST_WIDTH)) + 2 * EDGE;
  const header = headerOf(network, width - 2 * EDGE);
  const move = ({ x, y }: Point): Point => ({ x: x + EDGE, y: y + EDGE + header.height });
  const moved = (at: Rectangle): Rectangle => ({ ...at, ...move(at) });
  const boxes = layout.boxes.map(({ box, at }) => ({ box, at: moved(at) }));
  const lines = layout.lines.map(({ points, to }) => ({ points: points.map(move), to }));
  const tips = lines.flatMap(({ points, to }) => (to === null ? [] : points.slice(-1)));
  return {
    width,
    height: Math.ceil(layout.height + header.height) + 2 * EDGE,
    content: [
      header.content,
      ...layout.frames.map(({ block, at }) => drawFrame(block, moved(at))),
      polylines(
        lines.map(({ points }) => points),
        { stroke: INK.line, "stroke-width": 1 },
      ),
      arrowheads(tips, { fill: INK.line }),
      ...boxes.map(({ box, at }) => drawBox(box, at)),
    ].join("\n"),
    spots: boxes.map(({ box, at }) => ({ at, color: colorOf(box.look), lines: details(box) })),
  };
}

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

function colorOf(look: Look): string {
  return look === "shape" ? INK.line : seriesStyle(looks.indexOf(look)).color;
}

function styleOf(look: Look) {
  return { fill: tint(colorOf(look), 0.16), stroke: colorOf(look), rx: 3 };
}

function drawFrame(block: string, at: Rectangle): string {
  const x = at.x + FRAME.font + 2;
  const y = at.y + at.height / 2;
  return (
    rectangle(at, { fill: "#F6F6F6", stroke: "#C4C4C4", rx: 6 }) +
    text(
      shortened(block, at.height - 8),
      { x, y },
      { size: FRAME.font, bold: true, middle: true, turned: -90 },
    )
  );
}

/** A title as long as its frame is high. */
function shortened(title: string, room: number): string {
  const fits = (text: string) => textWidth(text, FRAME.font, true) <= room;
  if (fits(title)) return title;
  let length = title.length;
  while (length > 1 && !fits(`…${title.slice(-length)}`)) length--;
  return `…${title.slice(-length)}`;
}

function drawBox(box: NetworkBox, at: Rectangle): string {
  const x = at.x + at.width / 2 + 0.5;
  const lines = boxLines(box).map(({ text: line, role }, i) => {
    const baseline = at.y + BOX.padding.y + (i + 1) * BOX.line - 2.5;
    const bold = role === "operation";
    return text(line, { x, y: baseline }, { size: bold ? BOX.font : BOX.smallFont, bold, middle: true });
  });
  return rectangle(at, { ...styleOf(box.look), "stroke-width": box.isOutput ? 2 : 1 }) + lines.join("");
}

/** What the mouse shows at a box. */
function details({ name, layers, outputShape, params, macs }: NetworkBox): string[] {
  return [
    name,
    ...layers.map((layer) => `${layer.name} (${layer.kind})`),
    `output: ${sizesText(outputShape)}`,
    `parameters: ${formatNumber(params)}`,
    `MACs: ${macs === null ? "not known" : formatNumber(macs)}`,
  ];
}

function headerOf(network: Network, width: number): { content: string; height: number } {
  const notes = [...wrapText(totals(network), width, NOTE.font), ...wrapText(widthNote, width, NOTE.font)];
  const legend = legendOf(network.boxes, width, TITLE.line + notes.length * NOTE.line);
  return {
    content: [
      text(network.name, { x: EDGE, y: EDGE + TITLE.font }, { size: TITLE.font, bold: true }),
      ...notes.map((line, i) =>
        text(line, { x: EDGE, y: EDGE + TITLE.line + i * NOTE.line + NOTE.font }, { size: NOTE.font }),
      ),
      legend.content,
    ].join("\n"),
    height: legend.bottom + 4,
  };
}

const widthNote = `A box is ${PER_DOUBLING} pixels wider for each doubling of its channels.`;

function totals({ boxes }: Network): string {
  const params = boxes.reduce((sum, box) => sum + box.params, 0);
  const macs = boxes.reduce((sum, box) => sum + (box.macs ?? 0), 0);
  const unknown = boxes.filter((box) => box.macs === null).length;
  const rest =
    unknown === 0 ? "" : `, and those of ${unknown === 1 ? "a box" : `${unknown} boxes`} that are not known`;
  return `${formatNumber(params)} parameters, ${formatNumber(macs)} MACs for one image${rest}.`;
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
