/** The layers that a pattern can name. */
export const layerNames = ["INPUT", "CONV", "RELU", "POOL", "FC", "OUTPUT"] as const;
export type LayerName = (typeof layerNames)[number];

/** The course's letters for a number of repetitions: convolutions in a stage, stages, hidden dense layers. */
export const letters = ["N", "M", "K"] as const;
export type Letter = (typeof letters)[number];

/** One layer: `CONV`. */
export interface LayerItem {
  layer: LayerName;
}

/** A part of a pattern: `CONV`, `[CONV -> RELU]`, `[CONV -> RELU]*2` or `POOL?`. */
export type PatternItem =
  | LayerItem
  | { group: Pattern }
  | { repeat: PatternItem; times: number | Letter }
  | { optional: PatternItem };

/** A layer pattern as plain data: its parts in the order in which the data flow through them. */
export type Pattern = PatternItem[];

/**
 * The pattern as it is written: one blank on each side of an arrow and none elsewhere, names in capitals.
 *
 * @param pattern as `parsePattern` returns it
 * @throws TypeError if it is not a list, such as the pattern's text
 */
export function patternText(pattern: Pattern): string {
  const given: unknown = pattern; // a cell may hand in anything
  if (!Array.isArray(given)) {
    throw new TypeError(
      `pattern is ${JSON.stringify(given)}: it must be a list as parsePattern("INPUT -> CONV -> FC") returns.`,
    );
  }
  return textOf(pieces(pattern));
}

/**
 * A problem with the pattern below it and a caret under the spot.
 *
 * @param at the position in the text
 */
export function withCaret(problem: string, text: string, at: number): string {
  const line = text.replace(/\s/g, " "); // a pattern of several lines too has its caret under the right spot
  return `${problem}\n  ${line}\n  ${" ".repeat(at)}^`;
}

/** The same for a layer of the pattern; behind it for no layer at all. */
export function withCaretAt(problem: string, pattern: Pattern, layer: LayerItem | undefined): string {
  const all = pieces(pattern);
  const before = layer ? all.slice(0, all.indexOf(layer)) : all;
  return withCaret(problem, textOf(all), textOf(before).length);
}

type Piece = string | LayerItem;

function textOf(all: Piece[]): string {
  return all.map((piece) => (typeof piece === "string" ? piece : piece.layer)).join("");
}

function pieces(pattern: Pattern): Piece[] {
  return pattern.flatMap((item, i) => (i === 0 ? piecesOf(item) : [" -> ", ...piecesOf(item)]));
}

function piecesOf(item: PatternItem): Piece[] {
  if ("layer" in item) return [item];
  if ("group" in item) return ["[", ...pieces(item.group), "]"];
  if ("optional" in item) return [...piecesOf(item.optional), "?"];
  return [...piecesOf(item.repeat), `*${item.times}`];
}
