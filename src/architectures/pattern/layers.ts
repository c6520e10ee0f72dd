import { wholeNumber } from "../../arguments/checks";
import { type LayerItem, type Letter, type Pattern, type PatternItem, patternText } from "./pattern";

/** What the letters of a pattern stand for. */
export type Letters = Partial<Record<Letter, number>>;

/** More than any network of the course has, and few enough to build. */
const MOST_LAYERS = 10_000;

/**
 * The pattern with numbers for its letters.
 *
 * @throws TypeError if a letter of the pattern is not given, RangeError if it is not a whole number of at least 0
 */
export function filledIn(pattern: Pattern, given: Letters): Pattern {
  function filled(item: PatternItem): PatternItem {
    if ("layer" in item) return item;
    if ("group" in item) return { group: item.group.map(filled) };
    if ("optional" in item) return { optional: filled(item.optional) };
    return { repeat: filled(item.repeat), times: number(item.times) };
  }

  function number(times: number | Letter): number {
    if (typeof times === "number") return times;
    const value = given[times];
    if (value !== undefined) return wholeNumber(times, value, 0);
    throw new TypeError(
      `${times} is not given, and the pattern ${patternText(pattern)} has it: say how many, such as { ${times}: 2 }.`,
    );
  }

  return pattern.map(filled);
}

/**
 * The pattern's layers one after the other, repetitions written out.
 *
 * @param pattern without letters
 * @param optional whether what is marked with ? is there
 * @throws RangeError if these are more than 10,000
 */
export function layersOf(pattern: Pattern, optional: boolean): LayerItem[] {
  function layers(item: PatternItem): LayerItem[] {
    if ("layer" in item) return [item];
    if ("group" in item) return item.group.flatMap(layers);
    if ("optional" in item) return optional ? layers(item.optional) : [];
    const once = layers(item.repeat);
    const count = once.length * Number(item.times);
    if (count <= MOST_LAYERS)
      return Array.from({ length: count }, (_, i) => once[i % once.length] as LayerItem);
    throw new RangeError(
      `${patternText([item])} stands for ${count} layers: repeat less often, a pattern may have ${MOST_LAYERS}.`,
    );
  }
  return pattern.flatMap(layers);
}
