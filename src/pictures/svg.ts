import { textWidth } from "../charts/textMetrics";
import { escapeHtml } from "../notebook/table";
import type { Point, Rectangle } from "./geometry";

/** On the middle of a pixel, where a thin line is sharp. */
function sharp(value: number): number {
  return Math.round(value) + 0.5;
}

type Attributes = Readonly<Record<string, string | number>>;

export function rectangle({ x, y, width, height }: Rectangle, attributes: Attributes): string {
  const [left, top] = [sharp(x), sharp(y)];
  const size = { width: sharp(x + width) - left, height: sharp(y + height) - top };
  return element("rect", { x: left, y: top, ...size, ...attributes });
}

interface TextStyle {
  size: number;
  bold?: boolean;
  middle?: boolean;
  /** Degrees around its place, clockwise. */
  turned?: number;
}

/**
 * A line of text from a place on, or around it. It takes the room that was reckoned with, whatever font a machine has.
 */
export function text(
  line: string,
  at: Point,
  { size, bold = false, middle = false, turned = 0 }: TextStyle,
): string {
  const [x, y] = [rounded(at.x), rounded(at.y)];
  const attributes = {
    x,
    y,
    "font-size": size,
    textLength: rounded(textWidth(line, size, bold)),
    lengthAdjust: "spacingAndGlyphs",
    ...(bold && { "font-weight": "bold" }),
    ...(middle && { "text-anchor": "middle" }),
    ...(turned !== 0 && { transform: `rotate(${turned} ${x} ${y})` }),
  };
  return element("text", attributes, escapeHtml(line));
}

/** Lines as one path: where they lie on each other they are drawn once. */
export function polylines(lines: readonly (readonly Point[])[], attributes: Attributes): string {
  const d = lines.map((points) => {
    const places = points.map(({ x, y }) => `${sharp(x)} ${sharp(y)}`);
    const corners = places.filter((place, i) => place !== places[i - 1]);
    return corners.length > 1 ? `M${corners.join("L")}` : "";
  });
  return element("path", { d: d.join(""), fill: "none", ...attributes });
}

/** Arrowheads that point down at these points. */
export function arrowheads(tips: readonly Point[], attributes: Attributes): string {
  const d = tips.map(({ x, y }) => `M${sharp(x)} ${sharp(y)}l-3 -5h6z`);
  return element("path", { d: [...new Set(d)].join(""), ...attributes });
}

function element(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes).map(([key, value]) => `${key}="${value}"`);
  return content === ""
    ? `<${name} ${written.join(" ")}/>`
    : `<${name} ${written.join(" ")}>${content}</${name}>`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A colour with so much of it, 0 to 1, on white. */
export function tint(color: string, share: number): string {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((channel) => Math.round(255 + (channel - 255) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** A PNG at its address, enlarged pixel by pixel. */
export function picture(address: string, { x, y, width, height }: Rectangle): string {
  const place = { x: Math.round(x), y: Math.round(y), width, height };
  return element("image", {
    ...place,
    preserveAspectRatio: "none",
    style: "image-rendering:pixelated",
    href: address,
  });
}
