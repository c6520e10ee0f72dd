import { textWidth } from "../charts/textMetrics";

/** A bold title that fits its room: of a longer one its start or its end, with … for the rest. */
export function shortened(title: string, room: number, font: number, kept: "start" | "end"): string {
  const part = (length: number) =>
    kept === "start" ? `${title.slice(0, length)}…` : `…${title.slice(-length)}`;
  const fits = (text: string) => textWidth(text, font, true) <= room;
  if (fits(title)) return title;
  let length = title.length;
  while (length > 1 && !fits(part(length))) length--;
  return part(length);
}
