import type { ELK, ElkNode } from "elkjs";
import type { Point, Rectangle } from "./geometry";
import type { Network } from "./network";
import { FRAME, graphOf, ID, wholeBlock } from "./segmentGraph";
import type { Segment } from "./segments";

/** Where the parts of a segment lie, in pixels from its upper left corner. */
export interface SegmentLayout {
  width: number;
  height: number;
  boxes: { name: string; at: Rectangle }[];
  frames: { block: string; at: Rectangle }[];
  /** Lines of right angles from box to box; null stands for the segment's entry and its exit. */
  lines: { from: string | null; to: string | null; points: Point[] }[];
  entry: Point | null;
  exit: Point | null;
}

let loading: Promise<ELK> | undefined;

/**
 * Lays out one segment with ELK (the Eclipse Layout Kernel; its layered algorithm after Sugiyama et al. 1981).
 *
 * @param edges of the whole network
 * @param next whether another segment takes the result of this one's last box
 */
export async function layOutSegment(
  segment: Segment,
  edges: Network["edges"],
  sizes: ReadonlyMap<string, { width: number; height: number }>,
  next: boolean,
): Promise<SegmentLayout> {
  const elk = await (loading ??= loadElk());
  return read(segment, await elk.layout(graphOf(segment, edges, sizes, next)));
}

/** It is large, and only pictures of networks need it. */
async function loadElk(): Promise<ELK> {
  const { default: Elk } = await import("elkjs");
  return new Elk();
}

/** What ELK wrote into its graph, without the room that it leaves at the entry and at the exit. */
function read(segment: Segment, root: ElkNode): SegmentLayout {
  const { boxes, frames, lines, entry, exit, width } = readAll(segment, root);
  const block = wholeBlock(segment);
  const padding = block === undefined ? 0 : FRAME.padding;
  const solid = [...boxes, ...frames].map(({ at }) => at);
  const bends = lines.flatMap(({ points }) => points.slice(1, -1).map(({ y }) => y));
  const top = Math.min(...solid.map(({ y }) => y), ...bends) - padding;
  const bottom = Math.max(...solid.map(({ y, height }) => y + height), ...bends) + padding;
  const move = ({ x, y }: Point): Point => ({ x, y: Math.min(bottom, Math.max(top, y)) - top });
  const moved = <T extends { at: Rectangle }>(part: T) => ({ ...part, at: { ...part.at, ...move(part.at) } });
  const height = bottom - top;
  return {
    width,
    height,
    boxes: boxes.map(moved),
    frames: block === undefined ? frames.map(moved) : [{ block, at: { x: 0, y: 0, width, height } }],
    lines: lines.map(({ points, ...line }) => ({ ...line, points: points.map(move) })),
    entry: entry && move(entry),
    exit: exit && move(exit),
  };
}

function readAll({ frames }: Segment, root: ElkNode): SegmentLayout {
  const nodes = descendants(root);
  const at = ({ x = 0, y = 0, width = 0, height = 0 }: ElkNode): Rectangle => ({ x, y, width, height });
  const starting = (start: string) => nodes.filter(({ id }) => id.startsWith(start));
  const nameOf = (id: string | undefined) => (id?.startsWith(ID.box) ? id.slice(ID.box.length) : null);
  const end = (name: string): Point | null => {
    const node = nodes.find(({ id }) => id === name);
    return node ? { x: at(node).x + at(node).width / 2, y: at(node).y } : null;
  };
  return {
    width: root.width ?? 0,
    height: root.height ?? 0,
    boxes: starting(ID.box).map((node) => ({ name: nameOf(node.id) as string, at: at(node) })),
    frames: starting(ID.frame).map((node) => ({
      block: frames[Number(node.id.slice(ID.frame.length))]?.block ?? "",
      at: at(node),
    })),
    lines: [root, ...nodes].flatMap(({ edges = [] }) =>
      edges.map(({ sources, targets, sections = [] }) => ({
        from: nameOf(sources[0]),
        to: nameOf(targets[0]),
        points: sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
          startPoint,
          ...bendPoints,
          endPoint,
        ]),
      })),
    ),
    entry: end(ID.entry),
    exit: end(ID.exit),
  };
}

function descendants({ children = [] }: ElkNode): ElkNode[] {
  return children.flatMap((child) => [child, ...descendants(child)]);
}
