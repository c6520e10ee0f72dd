import { boxSizes } from "./boxSize";
import { COLUMN, columnSize, inColumns } from "./columns";
import type { Network, NetworkBox } from "./network";
import type { Point, Rectangle } from "./geometry";
import { layOutSegment, type SegmentLayout } from "./segmentLayout";
import { segments } from "./segments";
import { entered, straightest } from "./entry";

/** Where everything lies, in pixels. */
export interface NetworkLayout {
  width: number;
  height: number;
  boxes: { box: NetworkBox; at: Rectangle }[];
  frames: { block: string; at: Rectangle }[];
  lines: Line[];
}

/** A line of right angles, or a stretch of one that several tensors share. */
export interface Line {
  points: Point[];
  /** The box at its end; null where another line goes on. */
  to: string | null;
}

/** Between segments of a column. */
const ROW = 20;
/** How far above and below the columns the lines from one to the next run. */
const LANE = 10;

/** Lays out a network segment by segment, from top to bottom in columns from left to right. */
export async function layOut(network: Network): Promise<NetworkLayout> {
  const sizes = boxSizes(network.boxes);
  const parts = segments(network);
  const layouts = await Promise.all(
    parts.map((part, i) => {
      const [last, after] = [part.boxes.at(-1)?.name, parts[i + 1]?.boxes];
      const flowsOn = network.edges.some(
        ({ from, to }) => from === last && after?.some(({ name }) => name === to),
      );
      return layOutSegment(part, network.edges, sizes, flowsOn);
    }),
  );
  const columns = inColumns(layouts, ROW);
  return placed(network, columns);
}

function placed({ boxes }: Network, columns: readonly (readonly SegmentLayout[])[]): NetworkLayout {
  const named = new Map(boxes.map((box) => [box.name, box]));
  const layout: NetworkLayout = { width: 0, height: 0, boxes: [], frames: [], lines: [] };
  let left = 0;
  let exit: Point | null = null; // of the segment before
  for (const column of columns) {
    const { width, height } = columnSize(column, ROW);
    let top = LANE;
    for (const [i, segment] of column.entries()) {
      const free = width - segment.width;
      const x: number = left + (exit && i > 0 ? straightest(segment, exit.x - left, free) : free / 2);
      const move = (point: Point): Point => ({ x: point.x + x, y: point.y + top });
      const moved = <T extends { at: Rectangle }>(part: T) => ({
        ...part,
        at: { ...part.at, ...move(part.at) },
      });
      const { entry, lines } = entered(segment, exit && i > 0 ? exit.x - x : segment.width / 2);
      const drawn = lines.map(({ to, points }) => ({ to, points: points.map(move) }));
      layout.boxes.push(
        ...segment.boxes.map(moved).map(({ name, at }) => ({ box: named.get(name) as NetworkBox, at })),
      );
      layout.lines.push(...drawn);
      if (exit && entry) {
        const to = move(entry);
        const points = i > 0 ? step(exit, to, top - ROW / 2) : overTheTop(exit, to, left - COLUMN / 2);
        layout.lines.push({ to: null, points });
      }
      layout.frames.push(...segment.frames.map(moved));
      exit = segment.exit && move(segment.exit);
      top += segment.height + ROW;
    }
    layout.height = Math.max(layout.height, height + 2 * LANE);
    left += width + COLUMN;
  }
  return { ...layout, width: left - COLUMN };
}

function step(from: Point, to: Point, y: number): Point[] {
  return from.x === to.x ? [from, to] : [from, { x: from.x, y }, { x: to.x, y }, to];
}

function overTheTop(from: Point, to: Point, gutter: number): Point[] {
  const below = from.y + LANE;
  return [from, { x: from.x, y: below }, { x: gutter, y: below }, { x: gutter, y: 0 }, { x: to.x, y: 0 }, to];
}
