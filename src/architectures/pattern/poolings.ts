import { poolStrides } from "../plainNetwork";
import { type Pattern, withCaretAt } from "./pattern";
import type { Stage } from "./stages";

/**
 * Checks that every pooling window fits into what is left of the image; convolutions keep its size.
 *
 * @param stages of the pattern, which an error shows
 * @param windows the poolings' side, and the side of the smallest image that they fit into
 * @throws RangeError that names the pooling and the smallest image that fits, with a caret under the POOL
 */
export function checkImageLasts(
  pattern: Pattern,
  stages: readonly Stage[],
  [height, width, channels]: [number, number, number],
  { poolSize, smallest }: { poolSize: number; smallest: number },
): void {
  let side = Math.min(height, width);
  for (const [i, { pool }] of stages.entries()) {
    if (!pool) continue;
    if (side < poolSize) {
      const problem =
        `inputShape is [${height}, ${width}, ${channels}]: too small for the pattern. block${i + 1}_pool has windows of ` +
        `${poolSize} x ${poolSize}, and the image's shorter side is ${side} by then. ` +
        `The smallest that fits is [${smallest}, ${smallest}, ${channels}].`;
      throw new RangeError(withCaretAt(problem, pattern, pool));
    }
    side = Math.floor((side - poolSize) / poolStrides) + 1;
  }
}
