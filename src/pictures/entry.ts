import type { Point } from "./geometry";
import type { SegmentLayout } from "./segmentLayout";

/** How far to move a segment to the right, so that the line that comes in at x is as straight as can be. */
export function straightest({ entry }: SegmentLayout, x: number, free: number): number {
  return clamp(entry ? x - entry.x : free / 2, 0, free);
}

/** The same segment, entered as near to x as can be: anywhere above the first line across, where its branches begin. */
export function entered(segment: SegmentLayout, wanted: number): Pick<SegmentLayout, "entry" | "lines"> {
  const { entry, lines } = segment;
  const starts = lines.filter(({ from }) => from === null).map(({ points }) => points);
  const across = Math.min(...starts.filter(({ length }) => length > 2).map(([, bend]) => (bend as Point).y));
  if (!entry || across === Infinity) return { entry, lines };
  // Others begin there straight down, to a bend further below or to a box.
  const downFrom = (points: Point[]) =>
    (points[1] as Point).y === across ? points.slice(2) : points.slice(1);
  const branches = starts.map((points) => (downFrom(points)[0] as Point).x);
  const x = clamp(wanted, Math.min(...branches), Math.max(...branches));
  const enter = (points: Point[]): Point[] => {
    const down = downFrom(points);
    return [{ x, y: entry.y }, { x, y: across }, { x: (down[0] as Point).x, y: across }, ...down];
  };
  return {
    entry: { x, y: entry.y },
    lines: lines.map((line) => (line.from === null ? { ...line, points: enter(line.points) } : line)),
  };
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}
