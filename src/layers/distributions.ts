import { normalIntegral, normalQuantile } from "./normalLaw";
import type { Generator } from "./random";

/**
 * A law of weights: fills `out` with draws. Only what IEEE 754 fixes to the last bit is used (+, -, x, /, √,
 * rounding, the bits of a float32): Math.log and Math.cos may differ from one version of V8 to the next.
 */
export type Distribution = (generator: Generator, out: Float32Array) => void;

/** Uniform on [-limit, limit]. */
export function uniform(limit: number): Distribution {
  return (generator, out) => generator(out, limit);
}

/** Straight lines from each quantile of a table to the next. */
interface Lines {
  starts: Float64Array;
  rises: Float64Array;
}

function linesThrough(quantiles: Float64Array, factor: number): Lines {
  const starts = quantiles.map((x) => x * factor);
  return { starts, rises: starts.map((start, i) => (starts[i + 1] ?? start) - start) };
}

/** Standard deviation of a unit normal that is cut at two standard deviations, as Keras cuts it. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

const CELLS = 4096;

/** Normal with this standard deviation, cut at about 2.27 of them (two of the uncut law), as in Keras. */
export function truncatedNormal(standardDeviation: number): Distribution {
  const lines = linesThrough(truncatedNormalQuantiles(), standardDeviation / TRUNCATED_DEVIATION);
  return (generator, out) => {
    generator(out, CELLS / 2);
    truncatedNormalOf(out, lines);
  };
}

/** From numbers between -CELLS / 2 and CELLS / 2 to the law's quantiles. */
function truncatedNormalOf(out: Float32Array, { starts, rises }: Lines): void {
  for (let i = 0; i < out.length; i++) {
    const position = (out[i] as number) + CELLS / 2;
    const cell = Math.min(position | 0, CELLS - 1);
    out[i] = (starts[cell] as number) + (rises[cell] as number) * (position - cell);
  }
}

let truncatedTable: Float64Array | undefined;

/** Quantiles 0/CELLS … CELLS/CELLS of the unit normal cut at ±2; between them a straight line is within 1e-6. */
function truncatedNormalQuantiles(): Float64Array {
  if (truncatedTable) return truncatedTable;
  const half = normalIntegral(2);
  const table = new Float64Array(CELLS + 1);
  let x = -2;
  for (let cell = 0; cell <= CELLS; cell++) {
    x = normalQuantile(half * ((2 * cell) / CELLS - 1), x);
    table[cell] = x;
  }
  return (truncatedTable = table);
}

/** Cells of the normal's table between a number and its double, and how often 1 is halved. */
const OCTAVE = 2 ** 8;
const OCTAVES = 32;

/** Places in a cell: what is left of a float32's 23 bits of fraction after the 8 that number its cell. */
const PLACES = 2 ** 15;

/** Which cell of all float32 numbers begins at 2 ** -OCTAVES, the smallest number drawn: 127 stands for 2 ** 0. */
const FIRST_CELL = (127 - OCTAVES) * OCTAVE;

/**
 * Normal with this standard deviation, uncut: 32 random bits reach to 6.3 of them.
 *
 * A number between -1 and 1 gives the sign and, by its size, the share of the law that lies further out. The tails are
 * the small numbers, where float32 is fine: it has as many steps from 1/4 to 1/2 as from 1/2 to 1, and so has the table.
 */
export function normal(standardDeviation: number): Distribution {
  const lines = linesThrough(normalQuantiles(), standardDeviation);
  return (generator, out) => {
    generator(out, 1);
    normalOf(out, lines);
  };
}

/** From numbers between -1 and 1 to the law's quantiles. */
function normalOf(out: Float32Array, { starts, rises }: Lines): void {
  const words = new Int32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < out.length; i++) {
    const word = words[i] as number; // sign, exponent and fraction
    const cell = ((word & 0x7fffffff) >> 15) - FIRST_CELL;
    const size = (starts[cell] as number) + ((rises[cell] as number) * (word & (PLACES - 1))) / PLACES;
    out[i] = ((word >> 31) | 1) * size;
  }
}

let normalTable: Float64Array | undefined;

/** How many deviations a share of 2 ** -OCTAVES … 1 lies out; between two a straight line is within 1e-6 of the law. */
function normalQuantiles(): Float64Array {
  if (normalTable) return normalTable;
  // The last is the neighbour of 1's own 0: nothing is drawn between them.
  const table = new Float64Array(OCTAVES * OCTAVE + 2);
  let x = 0;
  for (let cell = OCTAVES * OCTAVE - 1; cell >= 0; cell--) {
    const share = (1 + (cell % OCTAVE) / OCTAVE) * 2 ** (Math.floor(cell / OCTAVE) - OCTAVES);
    x = normalQuantile(Math.sqrt(Math.PI / 2) * (1 - share), x);
    table[cell] = x;
  }
  return (normalTable = table);
}
