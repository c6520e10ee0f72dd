import { sfc32 } from "../layers/random";

/**
 * The numbers 0 … `count` - 1 in an order that only the seed decides (Fisher and Yates; Knuth, The Art of Computer
 * Programming 2, algorithm 3.4.2 P).
 */
export function shuffledIndices(count: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  const random = new Float32Array(count);
  sfc32(seed)(random, 0.5);
  for (let last = count - 1; last > 0; last--) {
    const other = below(random[last] as number, last + 1);
    const moved = order[last] as number;
    order[last] = order[other] as number;
    order[other] = moved;
  }
  return order;
}

/** Maps a number drawn from [-0.5, 0.5] to 0 … limit - 1. Rounded to float32 it can be 0.5 itself. */
function below(drawn: number, limit: number): number {
  return Math.min(Math.floor((drawn + 0.5) * limit), limit - 1);
}
