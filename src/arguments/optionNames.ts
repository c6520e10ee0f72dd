import { valueText } from "./checks";
import { nearest } from "./nearest";

/** Nothing more is asked of a list that has all of T's names; of another, what none can have, so that it does not compile. */
type Complete<T, Names extends readonly string[]> =
  Exclude<keyof T, Names[number]> extends never ? unknown : { lacks: Exclude<keyof T, Names[number]> };

/**
 * Refuses what would be passed over in silence: a misspelt option, or one that does not exist. Those that are undefined
 * count as left out.
 *
 * @param taker who takes the options: a function or a network, for errors
 * @param names all that the options' type has; a list that lacks one does not compile
 * @throws TypeError if `options` is no object or has a name that is not among `names`
 */
export function checkNames<T extends object, const Names extends readonly (keyof T & string)[]>(
  taker: string,
  options: T,
  names: Names & Complete<T, Names>,
): void {
  const given: unknown = options; // a cell may hand in anything
  const takes = `${taker} takes ${names.join(", ")}`;
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`options is ${valueText(given)}: give an object, { name: value, … }. ${takes}.`);
  }
  const known: readonly string[] = names;
  const unknown = Object.entries(given).find(([name, value]) => value !== undefined && !known.includes(name));
  if (!unknown) return;
  const near = nearest(unknown[0], known);
  throw new TypeError(
    `options has no ${unknown[0]}${near === undefined ? "" : ` (did you mean ${near}?)`}: ${takes}.`,
  );
}
