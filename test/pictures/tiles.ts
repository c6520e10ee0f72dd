import { PNG } from "pngjs";
import type { MimeBundle } from "../../src/notebook/display";

/** The small pictures in a picture, in the order in which they are drawn. */
export function picturesIn(bundle: MimeBundle): PNG[] {
  const svg = String(bundle["image/svg+xml"]);
  return [...svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g)].map(([, base64]) =>
    PNG.sync.read(Buffer.from(base64 as string, "base64")),
  );
}

/** Red, green and blue. */
export function colour({ data, width }: PNG, row: number, column: number): number[] {
  const first = 4 * (row * width + column);
  return [...data.subarray(first, first + 3)];
}

/** The words in a picture. */
export function words(bundle: MimeBundle): string {
  return [...String(bundle["image/svg+xml"]).matchAll(/>([^<>]+)<\/text>/g)]
    .map(([, text]) => text)
    .join("\n");
}
