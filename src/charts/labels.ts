import { FONT_SIZE } from "./layout";
import { textWidth } from "./textMetrics";

/** A point of a chart in pixels from the data area's upper left corner. */
export interface Point {
  x: number;
  y: number;
  /** Of its marker. */
  radius: number;
  /** The ends of its error bar. */
  top?: number;
  bottom?: number;
}

export type TextPosition = `${"top" | "middle" | "bottom"} ${"left" | "center" | "right"}`;

/** Best first. */
const POSITIONS: readonly TextPosition[] = [
  "top center",
  "middle right",
  "middle left",
  "bottom center",
  "top right",
  "top left",
  "bottom right",
  "bottom left",
];

/** Room that an error bar takes beside itself and beyond its ends. */
const WHISKER = 3;
/** Room around a marker that no label takes. */
const CLEARANCE = 1;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Finds for each point's label the first position where it neither leaves the area nor covers a point or another
 * label. null where there is none.
 */
export function placeLabels(
  points: readonly Point[],
  labels: readonly string[],
  area: { width: number; height: number },
): (TextPosition | null)[] {
  const markers = points.map(({ x, y, radius }) => around(x, y, radius + CLEARANCE, radius + CLEARANCE));
  const whiskers = points.map(({ x, y, top = y, bottom = y }) =>
    around(x, (top + bottom) / 2, WHISKER, (bottom - top) / 2 + WHISKER),
  );
  const taken = [...markers, ...whiskers];
  const inside = ({ left, right, top, bottom }: Box) =>
    left >= 0 && top >= 0 && right <= area.width && bottom <= area.height;
  return points.map((point, i) => {
    for (const position of POSITIONS) {
      const box = labelBox(point, labels[i] as string, position);
      if (!inside(box) || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return position;
    }
    return null;
  });
}

function labelBox(point: Point, label: string, position: TextPosition): Box {
  const [vertical, horizontal] = position.split(" ") as [
    "top" | "middle" | "bottom",
    "left" | "center" | "right",
  ];
  const width = textWidth(label, FONT_SIZE);
  const height = FONT_SIZE * 1.2;
  const away = point.radius / 0.8 + 2; // plotly.js's distance, and 1 to be sure
  const dx = { left: -away - width / 2, center: 0, right: away + width / 2 }[horizontal];
  const dy = { top: -away - height / 2, middle: 0, bottom: away + height / 2 }[vertical];
  return around(point.x + dx, point.y + dy, width / 2, height / 2);
}

function around(x: number, y: number, dx: number, dy: number): Box {
  return { left: x - dx, right: x + dx, top: y - dy, bottom: y + dy };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
