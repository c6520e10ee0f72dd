import { filledIn, layersOf, type Letters } from "./layers";
import { parsePattern } from "./parse";
import type { Pattern } from "./pattern";
import { planOf } from "./stages";

/** The course's rule of thumb: 0 <= N <= 3 and 0 <= K <= 2; M has no upper bound. */
const MOST_CONVOLUTIONS = 3;
const MOST_HIDDEN = 2;

/**
 * Where a pattern leaves the course's rule of thumb, one sentence each; an empty list where it follows it. N is counted
 * as the convolutions between two poolings and K as the dense layers before the last, however the pattern is written.
 *
 * @param letters what N, M and K stand for in it
 * @throws SyntaxError (with a caret under the spot) if the pattern cannot be read, TypeError or RangeError if a letter
 *   is missing or no whole number of at least 0
 */
export function patternRemarks(text: string, letters: Letters = {}): string[] {
  return remarksOn(filledIn(parsePattern(text), letters));
}

/** @param pattern without letters */
export function remarksOn(pattern: Pattern): string[] {
  const { stages, hidden } = planOf(layersOf(pattern, true));
  const convolutions = Math.max(0, ...stages.map((stage) => stage.convolutions.length));
  return [
    ...(convolutions > MOST_CONVOLUTIONS
      ? [
          `N is ${convolutions}: the course's rule of thumb is 0 to ${MOST_CONVOLUTIONS} CONV before a POOL. ` +
            `More of them see a larger part of the image before it is made smaller, and cost more.`,
        ]
      : []),
    ...(hidden > MOST_HIDDEN
      ? [
          `K is ${hidden}: the course's rule of thumb is 0 to ${MOST_HIDDEN} FC before the last. ` +
            `Dense layers hold most of a network's parameters.`,
        ]
      : []),
  ];
}
