import { INK } from "../charts/style";
import { formatNumber } from "../notebook/table";
import { BOX, boxLines, sizesText } from "./boxSize";
import type { Drawing } from "./drawing";
import type { Point, Rectangle } from "./geometry";
import type { NetworkLayout } from "./layout";
import { colorOf, EDGE, headerOf, styleOf } from "./legend";
import type { Network, NetworkBox } from "./network";
import { FRAME } from "./segmentGraph";
import { shortened } from "./shortened";
import { arrowheads, polylines, rectangle, text } from "./svg";

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

function drawFrame(block: string, at: Rectangle): string {
  const x = at.x + FRAME.font + 2;
  const y = at.y + at.height / 2;
  return (
    rectangle(at, { fill: "#F6F6F6", stroke: "#C4C4C4", rx: 6 }) +
    text(
      shortened(block, at.height - 8, FRAME.font, "end"),
      { x, y },
      { size: FRAME.font, bold: true, middle: true, turned: -90 },
    )
  );
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
    ...layers.map((layer) => (layer.name === name ? layer.kind : `${layer.name} (${layer.kind})`)),
    `output: ${sizesText(outputShape)}`,
    `parameters: ${formatNumber(params)}`,
    `MACs: ${macs === null ? "not known" : formatNumber(macs)}`,
  ];
}
