import { escapeHtml } from "../../src/notebook/table";

/** A page with a benchmark's charts and tables. */
export function page(name: string, text: string, pictures: readonly string[]): string {
  return [
    "<!DOCTYPE html>",
    `<html lang="en"><head><meta charset="utf-8"><title>Benchmark: ${escapeHtml(name)}</title>`,
    "<style>body { font: 16px sans-serif; margin: 2em; } img { max-width: 100%; } pre { overflow-x: auto; }</style>",
    `</head><body><h1>Benchmark: ${escapeHtml(name)}</h1>`,
    ...pictures.map(asImage),
    `<pre>${escapeHtml(text)}</pre>`,
    "</body></html>",
  ].join("\n");
}

/** As an image, since names inside of pictures on one page must not meet. */
function asImage(svg: string): string {
  return `<p><img alt="" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}"></p>`;
}
