import type { ELK, ElkExtendedEdge, ElkNode } from "elkjs";
import type { Point, Rectangle } from "./geometry";
import type { Network } from "./network";
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

/** The title stands upright at the left: lines come in from above and leave below. */
export const FRAME = { font: 11, title: 21, padding: 9 };

const ENTRY = "entry";
const EXIT = "exit";

/** Boxes in layers from top to bottom, lines with right angles around them; one line where a tensor goes to several. */
const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.json.edgeCoords": "ROOT",
  "elk.json.shapeCoords": "ROOT",
  "elk.layered.layering.strategy": "LONGEST_PATH_SOURCE",
  "elk.layered.mergeEdges": "true",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.spacing.nodeNode": "12",
  "elk.spacing.edgeNode": "10",
  "elk.spacing.edgeEdge": "8",
  "elk.layered.spacing.nodeNodeBetweenLayers": "18",
  "elk.layered.spacing.edgeNodeBetweenLayers": "9",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
};

/** From left to right as the layers are called; ELK 0.12 fails at this where frames lie in the graph. */
const inOrder = {
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.crossingMinimization.forceNodeModelOrder": "true",
};

const noPadding = { "elk.padding": "[top=0,left=0,bottom=0,right=0]" };
const framePadding = {
  "elk.padding": `[top=${FRAME.padding},left=${FRAME.title},bottom=${FRAME.padding},right=${FRAME.padding}]`,
};

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

/** The block of a segment that is one: its frame is drawn around the whole. */
function wholeBlock({ boxes, frames: [first] }: Segment): string | undefined {
  return first?.boxes.length === boxes.length ? first.block : undefined;
}

function graphOf(
  segment: Segment,
  edges: Network["edges"],
  sizes: ReadonlyMap<string, { width: number; height: number }>,
  next: boolean,
): ElkNode {
  const { boxes, source } = segment;
  const isWhole = wholeBlock(segment) !== undefined;
  const frames = isWhole ? [] : segment.frames;
  const framed = new Map(frames.flatMap(({ boxes }, i) => boxes.map(({ name }) => [name, i] as const)));
  const frameNodes = frames.map(({ block }, i): ElkNode & { children: ElkNode[] } => {
    return { id: `frame ${i} ${block}`, children: [], layoutOptions: { ...options, ...framePadding } };
  });
  const children: ElkNode[] = [];
  for (const { name } of boxes) {
    const node = { id: boxId(name), ...sizes.get(name) };
    const frame = frameNodes[framed.get(name) ?? -1];
    if (frame?.children.push(node) === 1) children.push(frame);
    if (!frame) children.push(node);
  }
  const inside = new Set(boxes.map(({ name }) => name));
  const lines = edges.filter(({ to }) => inside.has(to));
  if (lines.some(({ from }) => from === source?.name)) children.unshift(end(ENTRY, "FIRST"));
  if (next) children.push(end(EXIT, "LAST"));
  const last = boxes.at(-1);
  return {
    id: "segment",
    layoutOptions: {
      ...options,
      ...(frames.length === 0 && inOrder),
      ...(isWhole ? framePadding : noPadding),
    },
    children,
    edges: [
      ...lines.map(({ from, to }, i) => edge(i, from === source?.name ? ENTRY : boxId(from), boxId(to))),
      ...(next && last ? [edge(lines.length, boxId(last.name), EXIT)] : []),
    ],
  };
}

function end(id: string, layer: "FIRST" | "LAST"): ElkNode {
  return { id, width: 2, height: 0, layoutOptions: { "elk.layered.layering.layerConstraint": layer } };
}

function boxId(name: string): string {
  return `box ${name}`;
}

function edge(index: number, from: string, to: string): ElkExtendedEdge {
  return { id: `line ${index}`, sources: [from], targets: [to] };
}

/** What ELK wrote into its graph, without the room that it leaves at the entry and at the exit. */
function read(segment: Segment, root: ElkNode): SegmentLayout {
  const { boxes, frames, lines, entry, exit, width } = readAll(root);
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

function readAll(root: ElkNode): SegmentLayout {
  const nodes = descendants(root);
  const at = ({ x = 0, y = 0, width = 0, height = 0 }: ElkNode): Rectangle => ({ x, y, width, height });
  const starting = (start: string) => nodes.filter(({ id }) => id.startsWith(start));
  const nameOf = (id: string | undefined) => (id?.startsWith("box ") ? id.slice("box ".length) : null);
  const end = (name: string): Point | null => {
    const node = nodes.find(({ id }) => id === name);
    return node ? { x: at(node).x + at(node).width / 2, y: at(node).y } : null;
  };
  return {
    width: root.width ?? 0,
    height: root.height ?? 0,
    boxes: starting("box ").map((node) => ({ name: nameOf(node.id) as string, at: at(node) })),
    frames: starting("frame ").map((node) => ({ block: node.id.replace(/^frame \d+ /, ""), at: at(node) })),
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
    entry: end(ENTRY),
    exit: end(EXIT),
  };
}

function descendants({ children = [] }: ElkNode): ElkNode[] {
  return children.flatMap((child) => [child, ...descendants(child)]);
}
