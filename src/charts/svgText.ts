import { LINE_HEIGHT, textWidth } from "./textMetrics";

/** What a browser returns for an element's bounding rectangle. */
export interface BoundingBox {
  x: number;
  y: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  width: number;
  height: number;
}

type Point = readonly [x: number, y: number];

/** A line of text above and below its baseline, in font sizes. */
const ASCENT = 0.9;
const DESCENT = 0.22;

/** The box around all text in an SVG element, in that element's parent's coordinates. Only text has a size here. */
export function boundingBox(element: Element): BoundingBox {
  const texts: Element[] = element.localName === "text" ? [element] : [...element.querySelectorAll("text")];
  const corners = texts.filter(isShown).flatMap((text) => {
    let points = cornersOf(text);
    for (let at: Element | null = text; at; at = at === element ? null : at.parentElement) {
      points = transformed(points, at.getAttribute("transform") ?? "");
    }
    return points;
  });
  return around(corners.length ? corners : [[0, 0]]);
}

function isShown(text: Element): boolean {
  return textOf(text) !== "" && (text as SVGElement).style.display !== "none";
}

function cornersOf(text: Element): Point[] {
  const style = (property: "fontSize" | "fontWeight" | "textAnchor") => inherited(text, property);
  const fontSize = parseFloat(style("fontSize")) || 12;
  const lines = [...text.querySelectorAll("tspan.line")];
  const widths = (lines.length ? lines : [text]).map((line) =>
    textWidth(textOf(line), fontSize, style("fontWeight") === "bold"),
  );
  const width = Math.max(...widths);
  const anchor = text.getAttribute("text-anchor") ?? style("textAnchor");
  const left = numberIn(text, "x") - width * ({ middle: 0.5, end: 1 }[anchor] ?? 0);
  const baseline = numberIn(text, "y") + numberIn(text, "dy") * fontSize;
  const top = baseline - ASCENT * fontSize;
  const bottom = baseline + (DESCENT + (widths.length - 1) * LINE_HEIGHT) * fontSize;
  return [
    [left, top],
    [left + width, top],
    [left, bottom],
    [left + width, bottom],
  ];
}

/** As the DOM's types have it, a node's text may be null; an element's is not. */
function textOf({ textContent }: { textContent: string | null }): string {
  return textContent ?? "";
}

/** The number in an attribute: 5, 5px, 0.35em. */
function numberIn(element: Element, attribute: string): number {
  return parseFloat(element.getAttribute(attribute) ?? "") || 0;
}

function inherited(element: Element, property: "fontSize" | "fontWeight" | "textAnchor"): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const value = (at as SVGElement).style[property];
    if (value) return value;
  }
  return "";
}

/** Applies a list such as `translate(80,50) rotate(-45,0,10)`, the last one first. */
function transformed(points: Point[], transform: string): Point[] {
  const steps = [...transform.matchAll(/(translate|rotate|scale)\(([^)]*)\)/g)].reverse();
  return steps.reduce((moved, [, kind, list = ""]) => {
    const [a = 0, b, c] = list.split(/[\s,]+/).map(Number);
    if (kind === "translate") return moved.map(([x, y]) => [x + a, y + (b ?? 0)]);
    if (kind === "scale") return moved.map(([x, y]) => [x * a, y * (b ?? a)]);
    return moved.map((point) => rotated(point, (a * Math.PI) / 180, [b ?? 0, c ?? 0]));
  }, points);
}

function rotated([x, y]: Point, angle: number, [cx, cy]: Point): Point {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
}

function around(points: readonly Point[]): BoundingBox {
  const left = Math.min(...points.map(([x]) => x));
  const right = Math.max(...points.map(([x]) => x));
  const top = Math.min(...points.map(([, y]) => y));
  const bottom = Math.max(...points.map(([, y]) => y));
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}
