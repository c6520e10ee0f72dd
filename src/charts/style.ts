/** The eight colours of Okabe and Ito (2008), which stay apart for colour-blind eyes; yellow, weak on white, is left out. */
const COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down"];
const PATTERNS = ["", "/", ".", "x", "-", "|", "+", "\\"];

export interface SeriesStyle {
  color: string;
  symbol: string;
  pattern: string;
}

/** How the nth series looks; colour and shape together stay unique for 56 series. */
export function seriesStyle(n: number): SeriesStyle {
  const nth = (list: readonly string[]) => list[n % list.length] as string;
  return { color: nth(COLORS), symbol: nth(SYMBOLS), pattern: nth(PATTERNS) };
}

/** White with dark ink, so that a chart reads the same on a light and on a dark page. */
export const INK = {
  text: "#222222",
  line: "#777777",
  grid: "#DDDDDD",
  minorGrid: "#F0F0F0",
  paper: "#FFFFFF",
};
