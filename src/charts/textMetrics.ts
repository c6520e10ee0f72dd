/**
 * How wide text is, without a browser. The widths are those of Helvetica, which Arial and Liberation Sans share, in
 * thousandths of the font size.
 */
export const FONT_FAMILY = "Helvetica, Arial, Liberation Sans, sans-serif";

/** A browser without these fonts takes another, such as DejaVu Sans, which makes names wider by about this factor. */
export const OTHER_FONT = 1.2;

/** From one baseline to the next, in font sizes; plotly's. */
export const LINE_HEIGHT = 1.3;

const WIDTHS: Record<number, string> = {
  191: "'",
  222: "ijl",
  260: "|",
  278: " !,./:;I[\\]ft·",
  333: "()-`r",
  334: "{}",
  355: '"',
  389: "*",
  469: "^",
  500: "Jckvsxyz",
  556: "#$0123456789?L_abdeghnopqu–",
  549: "±",
  584: "+<=>~×−",
  611: "FTZ",
  667: "&ABEKPSVXY",
  722: "CDHNRUw",
  778: "GOQ",
  833: "Mm",
  889: "%",
  944: "W",
  1000: "—…→",
  1015: "@",
};

const widthOf = new Map(
  Object.entries(WIDTHS).flatMap(([width, characters]) => Array.from(characters, (c) => [c, Number(width)])),
);
/** A letter of another script; most are as wide as this or narrower. */
const OTHER_WIDTH = 700;
/** Helvetica Bold against Helvetica, at most for running text. */
const BOLD = 1.08;

/** The width of one line of text, in pixels. */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let thousandths = 0;
  for (const character of text) thousandths += widthOf.get(character) ?? OTHER_WIDTH;
  return (thousandths / 1000) * fontSize * (bold ? BOLD : 1);
}

/** Breaks text between words into lines that fit; a longer word stays whole. */
export function wrapText(text: string, width: number, fontSize: number, bold = false): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    const longer = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && textWidth(longer, fontSize, bold) > width) lines.push(word);
    else lines.splice(-1, 1, longer);
  }
  return lines;
}
