import { type Range, rangeOf } from "./scales";

/** Values looked at: images scaled otherwise show in few of them. These take 2 µs, all of an image of 224 x 224 x 3 took 690. */
const LOOKED_AT = 1000;

/** Share of the calibrated span that values may lie beyond it: a little is in the nature of a sample. */
const BEYOND = 0.5;

/** Steps of the 255 between whose ends all values lie: what they differ in is rounded away. */
const TOO_FEW_STEPS = 4;

/**
 * Integers stand for the range that the calibration images had, so that others, such as images that were not divided by 255,
 * get wrong answers in silence.
 *
 * @param calibrated the calibration images' range
 * @returns a function that sees the values of images, and warns on stderr the first time that they are far from that range
 */
export function warningOfOthers(calibrated: Range): (values: ArrayLike<number>) => void {
  let warned = false;
  return (values) => {
    if (warned) return;
    const range = rangeOf(values, stepThrough(values));
    const trouble = troubleWith(range, calibrated);
    if (trouble === undefined) return;
    warned = true;
    console.warn(
      `Precision "int8": the images' values go from ${text(range.min)} to ${text(range.max)}, the calibration images' from ` +
        `${text(calibrated.min)} to ${text(calibrated.max)}: ${trouble}, and answers may be wrong. Scale the images as the ` +
        "calibration images were, or load the model again with calibration images like these.",
    );
  };
}

/** Of images in colour a step of 3, 6 … would see one channel only. */
function stepThrough({ length }: ArrayLike<number>): number {
  const step = Math.ceil(length / LOOKED_AT);
  return step % 3 === 0 ? step + 1 : step;
}

function troubleWith({ min, max }: Range, calibrated: Range): string | undefined {
  const [lowest, highest] = [Math.min(calibrated.min, 0), Math.max(calibrated.max, 0)]; // 0 always has an integer
  const span = highest - lowest;
  if (Math.max(max - highest, lowest - min) > BEYOND * span) return "what lies beyond is cut off";
  const extent = Math.max(max, 0) - Math.min(min, 0);
  if (extent > 0 && extent < (TOO_FEW_STEPS * span) / 255) return "in that range they come to a few integers";
  return undefined;
}

function text(value: number): string {
  return String(Number(value.toPrecision(3)));
}
