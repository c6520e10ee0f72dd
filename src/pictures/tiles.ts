import { INK } from "../charts/style";
import { textWidth, wrapText } from "../charts/textMetrics";
import type { Drawing } from "./drawing";
import { picture, rectangle, text } from "./svg";

/** A small picture in a grid. */
export interface Tile {
  /** Its PNG as an address; null where its place stays empty. */
  address: string | null;
  width: number;
  height: number;
  /** Below it. */
  label: string;
  /** What the mouse shows. */
  details: string[];
}

const EDGE = 8;
const GAP = 10;
const TITLE = { size: 15, line: 22 };
const NOTE = { size: 11, line: 16 };
const LABEL = { size: 10, line: 14 };
/** Smaller pictures are enlarged pixel by pixel, to so many pixels on the screen; wider ones are drawn at this most. */
const SIDE = { least: 64, most: 112 };
/** Of a notebook's page. */
const WIDTH = 1000;

/** Pictures of one size side by side, under a title and notes. */
export function drawTiles(
  title: string,
  notes: readonly string[],
  tiles: readonly Tile[],
  columns?: number,
): Drawing {
  const first = tiles[0] ?? { width: 1, height: 1 };
  const scale = scaleOf(Math.max(first.width, first.height));
  const size = { width: first.width * scale, height: first.height * scale };
  const room = Math.max(size.width, ...tiles.map(({ label }) => textWidth(label, LABEL.size))) + GAP;
  const perRow = columns ?? Math.min(tiles.length, Math.max(1, Math.floor(WIDTH / room)));
  const width = Math.ceil(Math.max(perRow * room, 420)) + 2 * EDGE;
  const lines = notes.flatMap((note) => wrapText(note, width - 2 * EDGE, NOTE.size));
  const top = EDGE + TITLE.line + lines.length * NOTE.line + 4;
  const rowHeight = size.height + LABEL.line + GAP;
  const placed = tiles.map((tile, i) => {
    const [row, column] = [Math.floor(i / perRow), i % perRow];
    const at = { x: EDGE + column * room + (room - GAP - size.width) / 2, y: top + row * rowHeight, ...size };
    return { tile, at };
  });
  return {
    width,
    height: Math.ceil(top + Math.ceil(tiles.length / perRow) * rowHeight),
    content: [
      text(title, { x: EDGE, y: EDGE + TITLE.size }, { size: TITLE.size, bold: true }),
      ...lines.map((line, i) =>
        text(line, { x: EDGE, y: EDGE + TITLE.line + i * NOTE.line + NOTE.size }, { size: NOTE.size }),
      ),
      ...placed.map(({ tile: { address, label }, at }) => {
        const below = { x: at.x + at.width / 2, y: at.y + at.height + LABEL.line - 3 };
        const edge = { x: at.x - 1, y: at.y - 1, width: at.width + 1, height: at.height + 1 };
        const framed = (png: string) =>
          picture(png, at) + rectangle(edge, { fill: "none", stroke: INK.grid });
        return (
          (address === null ? "" : framed(address)) + text(label, below, { size: LABEL.size, middle: true })
        );
      }),
    ].join("\n"),
    spots: placed.map(({ tile, at }) => ({ at, color: INK.line, lines: tile.details })),
  };
}

/** Whole pixels where it enlarges. */
function scaleOf(side: number): number {
  return side > SIDE.most ? SIDE.most / side : Math.max(1, Math.ceil(SIDE.least / side));
}
