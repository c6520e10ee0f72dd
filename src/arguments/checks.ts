/** Checks of arguments: each error names the argument, its value and the way out. */

/** @throws RangeError unless `value` is a whole number of at least `least` */
export function wholeNumber(argument: string, value: number, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${argument} is ${valueText(value)}: it must be a whole number of at least ${least}.`);
}

/** @throws RangeError unless `value` is a whole number, negative ones included */
export function integer(argument: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`${argument} is ${valueText(value)}: it must be a whole number, such as 1.`);
}

/** @throws RangeError unless `value` is a number and 0 <= `value` < 1 */
export function dropRate(argument: string, value: number): number {
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  throw new RangeError(
    `${argument} is ${valueText(value)}: it must be the share of values to drop, at least 0 (none) and below 1.`,
  );
}

/** @throws TypeError unless `value` is true or false */
export function trueOrFalse(argument: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${argument} is ${valueText(value)}: it must be true or false.`);
}

/** @throws TypeError unless `value` is a list of three, RangeError unless these are whole numbers of at least 1 */
export function imageShape(argument: string, value: readonly number[]): [number, number, number] {
  if (!Array.isArray(value) || value.length !== 3) {
    throw new TypeError(
      `${argument} is ${JSON.stringify(value)}: it must be [height, width, channels] of one image, such as [224, 224, 3].`,
    );
  }
  const [height, width, channels] = value as [number, number, number];
  return [
    wholeNumber(`${argument}: the height`, height),
    wholeNumber(`${argument}: the width`, width),
    wholeNumber(`${argument}: the number of channels`, channels),
  ];
}

/** @throws RangeError unless `value` is one of `choices` */
export function oneOf<T extends string>(argument: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  const names = choices.map((choice) => `"${choice}"`).join(", ");
  throw new RangeError(`${argument} is ${JSON.stringify(value)}: it must be one of ${names}.`);
}

/**
 * @param window [height, width]
 * @param input its [height, width], null where open
 * @throws RangeError if the window is larger than the input on a side
 */
export function windowFits(
  argument: string,
  window: readonly [number, number],
  input: readonly (number | null | undefined)[],
): void {
  if (window.every((side, i) => side <= (input[i] ?? Infinity))) return;
  const [height, width] = window;
  const room = Math.min(...input.map((side) => side ?? Infinity));
  throw new RangeError(
    `${argument} is ${height === width ? height : `[${height}, ${width}]`}, larger than the layer's input of ` +
      `${input.join(" x ")}: give at most ${room}, padding "same" or a larger image.`,
  );
}

/** A text in quotation marks, so that "10" does not look like 10. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
