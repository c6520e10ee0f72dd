/** Fills `out` with the next numbers, equally likely between -limit and limit: 32 random bits each, rounded to float32. */
export type Generator = (out: Float32Array, limit: number) => void;

/**
 * The generator sfc32 ("small fast counting") of Chris Doty-Humphrey's PractRand, whose tests it passes: 128 bits of
 * state, a period of at least 2^32, integers only, so the same seed draws the same numbers on every machine.
 *
 * @param seed an integer; its lower 32 bits count. Twelve rounds mix it into the state.
 */
export function sfc32(seed: number): Generator {
  const state = Int32Array.of(0, seed, 0, 1);
  const generator: Generator = (out, limit) => fill(out, limit / 2 ** 31, state);
  generator(new Float32Array(12), 1);
  return generator;
}

/** The next numbers, times `scale`. A function of its own, not a closure: V8 compiles it once for all generators. */
function fill(out: Float32Array, scale: number, state: Int32Array): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let counter = state[3] as number;
  for (let i = 0; i < out.length; i++) {
    const drawn = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    out[i] = (drawn + 0.5) * scale;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}

/**
 * The seed of one layer's own stream: FNV-1a over the network's seed and the layer's name, finished by MurmurHash3's
 * mixer so that names that differ in one letter share nothing. 31 bits, which every framework takes as a seed.
 */
export function streamSeed(networkSeed: number, layerName: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${networkSeed}/${layerName}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 1;
}
