import { sfc32 } from "../../../src/layers/random";

/** Draws from one seed: the same seed makes the same draws on every machine. */
export class Random {
  private readonly generator;
  private readonly drawn = new Float32Array(1);

  constructor(seed: number) {
    this.generator = sfc32(seed);
  }

  /** Uniform on [least, most) */
  between(least: number, most: number): number {
    this.generator(this.drawn, 0.5);
    const fraction = Math.min((this.drawn[0] as number) + 0.5, BELOW_ONE);
    return least + fraction * (most - least);
  }

  /** A whole number from `least` to `most`, both included */
  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)] as T;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.whole(0, i);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }

  /** Uniform on (-limit, limit) */
  values(count: number, limit: number): Float32Array {
    const values = new Float32Array(count);
    this.generator(values, limit);
    return values;
  }
}

/** The largest float32 below 1. */
const BELOW_ONE = 1 - 2 ** -24;
