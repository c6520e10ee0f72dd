import type { Network, NetworkBox } from "./network";

/** A part of a network that takes only what one box before it puts out. */
export interface Segment {
  /** In the order in which they run. */
  boxes: NetworkBox[];
  /** Boxes of one block, framed. */
  frames: { block: string; boxes: NetworkBox[] }[];
  /** The box before it whose result it takes; undefined for the first. */
  source: NetworkBox | undefined;
}

/** Cuts a network at each box through which everything flows, unless it lies within a block. */
export function segments({ boxes, edges }: Network): Segment[] {
  const ordered = sideBranchesFirst(boxes, edges);
  const place = new Map(ordered.map(({ name }, i) => [name, i]));
  const at = (name: string) => place.get(name) as number;
  const lastUse = ordered.map((_, i) => i);
  for (const { from, to } of edges) lastUse[at(from)] = Math.max(lastUse[at(from)] as number, at(to));

  const parts: Segment[] = [];
  let start = 0;
  const takes = new Set(edges.map(({ to }) => to));
  // The last box that takes from those before the current one. All inputs come first, beside each other.
  let reach = ordered.reduce((last, { name }, i) => (takes.has(name) ? last : i), 0);
  for (const [i, box] of ordered.entries()) {
    const next = ordered[i + 1];
    const isWaist = reach <= i;
    reach = Math.max(reach, lastUse[i] as number);
    if (next && (!isWaist || (box.block !== null && box.block === next.block))) continue;
    const members = ordered.slice(start, i + 1);
    parts.push({ boxes: members, frames: framesOf(members), source: ordered[start - 1] });
    start = i + 1;
  }
  return parts;
}

/** Boxes that stand next to each other and lie in one block. */
function framesOf(boxes: readonly NetworkBox[]): Segment["frames"] {
  const frames: Segment["frames"] = [];
  let open: Segment["frames"][number] | undefined;
  for (const box of boxes) {
    if (open && open.block === box.block) open.boxes.push(box);
    else if (box.block === null) open = undefined;
    else frames.push((open = { block: box.block, boxes: [box] }));
  }
  return frames.filter(({ boxes }) => boxes.length > 1);
}

/**
 * Each box after those that it takes from, and what is soon at its end before the rest: a side branch comes right after
 * the box that it leaves.
 */
function sideBranchesFirst(boxes: readonly NetworkBox[], edges: Network["edges"]): NetworkBox[] {
  const takers = new Map<string, NetworkBox[]>(boxes.map(({ name }) => [name, []]));
  const missing = new Map(boxes.map(({ name }) => [name, 0]));
  const named = new Map(boxes.map((box) => [box.name, box]));
  for (const { from, to } of edges) {
    takers.get(from)?.push(named.get(to) as NetworkBox);
    missing.set(to, (missing.get(to) as number) + 1);
  }
  const toEnd = new Map<string, number>();
  for (const { name } of [...boxes].reverse()) {
    const after = (takers.get(name) ?? []).map((taker) => toEnd.get(taker.name) as number);
    toEnd.set(name, 1 + Math.max(0, ...after));
  }
  const longestFirst = (list: NetworkBox[]) =>
    [...list].reverse().sort((a, b) => (toEnd.get(b.name) as number) - (toEnd.get(a.name) as number));

  const ordered: NetworkBox[] = [];
  const ready = longestFirst(boxes.filter(({ name }) => missing.get(name) === 0));
  for (let box = ready.pop(); box; box = ready.pop()) {
    ordered.push(box);
    const freed: NetworkBox[] = [];
    for (const taker of takers.get(box.name) ?? []) {
      const left = (missing.get(taker.name) as number) - 1;
      missing.set(taker.name, left);
      if (left === 0) freed.push(taker);
    }
    ready.push(...longestFirst(freed));
  }
  return ordered;
}
