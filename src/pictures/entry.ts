import type { Point } from "./geometry";
import type { SegmentLayout } from "./segmentLayout";

/** How far to move a segment to the right, so that the line that comes in at x is as straight as can be. */
export function straightest({ entry }: SegmentLayout, x: number, free: number): number {
  return clamp(entry ? x - entry.x : free / 2, 0, free);
}

/** The same segment, entered as near to x as can be. */
export function entered(segment: SegmentLayout, wanted: number): Pick<SegmentLayout, "entry" | "lines"> {
  const { entry, lines } = segment;
  const across = lines.find(({ from, points }) => from === null && points.length > 2)?.points[1]?.y;
  if (!entry || across === undefined) return { entry, lines };
  const x = clamp(wanted, ...entryRange(segment));
  const enter = (points: Point[]): Point[] => {
    const [first, second, ...more] = points as [Point, Point, ...Point[]];
    const start = { x, y: entry.y };
    if (more.length > 0) return [start, { x, y: second.y }, ...more];
    return [start, { x, y: across }, { x: first.x, y: across }, second];
  };
  return {
    entry: { x, y: entry.y },
    lines: lines.map((line) => (line.from === null ? { ...line, points: enter(line.points) } : line)),
  };
}

/** Where a segment can be entered: anywhere above the first line across, from which its branches go down. */
function entryRange({ lines }: SegmentLayout): [number, number] {
  const xs = lines
    .filter(({ from }) => from === null)
    .map(({ points }) => (points[2] ?? (points[0] as Point)).x);
  return [Math.min(...xs), Math.max(...xs)];
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}
