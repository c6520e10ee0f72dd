import type { ElkExtendedEdge, ElkNode } from "elkjs";
import type { Network } from "./network";
import type { Segment } from "./segments";

/** The title stands upright at the left: lines come in from above and leave below. */
export const FRAME = { font: 11, title: 20, padding: 8 };

/** What the ids in ELK's graph begin with. */
export const ID = { box: "box ", frame: "frame ", entry: "entry", exit: "exit" };

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
  "elk.spacing.nodeNode": "8",
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

/** The block of a segment that is one: its frame is drawn around the whole. */
export function wholeBlock({ boxes, frames: [first] }: Segment): string | undefined {
  return first?.boxes.length === boxes.length ? first.block : undefined;
}

export function graphOf(
  segment: Segment,
  edges: Network["edges"],
  sizes: ReadonlyMap<string, { width: number; height: number }>,
  next: boolean,
): ElkNode {
  const { boxes, source } = segment;
  const isWhole = wholeBlock(segment) !== undefined;
  const frames = isWhole ? [] : segment.frames;
  const framed = new Map(frames.flatMap(({ boxes }, i) => boxes.map(({ name }) => [name, i] as const)));
  const frameNodes = frames.map((_, i): ElkNode & { children: ElkNode[] } => {
    return { id: `${ID.frame}${i}`, children: [], layoutOptions: { ...options, ...framePadding } };
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
  if (lines.some(({ from }) => from === source?.name)) children.unshift(end(ID.entry, "FIRST"));
  if (next) children.push(end(ID.exit, "LAST"));
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
      ...lines.map(({ from, to }, i) => edge(i, from === source?.name ? ID.entry : boxId(from), boxId(to))),
      ...(next && last ? [edge(lines.length, boxId(last.name), ID.exit)] : []),
    ],
  };
}

function end(id: string, layer: "FIRST" | "LAST"): ElkNode {
  return { id, width: 2, height: 0, layoutOptions: { "elk.layered.layering.layerConstraint": layer } };
}

function boxId(name: string): string {
  return ID.box + name;
}

function edge(index: number, from: string, to: string): ElkExtendedEdge {
  return { id: `line ${index}`, sources: [from], targets: [to] };
}
