import * as tf from "@tensorflow/tfjs";
import { trueOrFalse, wholeNumber } from "../../arguments/checks";
import { checkNames } from "../../arguments/optionNames";
import { completed, networkOptions, type NetworkOptions } from "../options";
import { plainLayers, type PlainLayers, smallestInput } from "../plainNetwork";
import { filledIn, layersOf, type Letters } from "./layers";
import { checkOrder } from "./order";
import { parsePattern } from "./parse";
import { letters, patternText } from "./pattern";
import { checkImageLasts } from "./poolings";
import { remarksOn } from "./remarks";
import { planOf } from "./stages";

/** Options of `fromPattern`: what a pattern does not say. */
export interface PatternOptions extends NetworkOptions, Letters {
  /** Whether what is marked with ? is built; true by default */
  optional?: boolean;
  /** Of each stage, or a number for the first, doubled after each pooling; 32 by default. A stage ends with a POOL. */
  filters?: number | readonly number[];
  /** Side of every convolution's kernel, 3 by default; strides are 1, and zeros around the image keep its size */
  kernelSize?: number;
  /** Side of the pooling windows, 2 by default; strides are 2 */
  poolSize?: number;
  /** Units of each dense layer before the last, or one number for all; 128 by default */
  units?: number | readonly number[];
}

const ownOptions = ["optional", "filters", "kernelSize", "poolSize", "units", ...letters] as const;

/**
 * Builds the network of a layer pattern (Stanford's CS231n, "Layer Patterns"), such as
 * `INPUT -> [[CONV -> RELU]*2 -> POOL?]*3 -> [FC -> RELU]*1 -> FC` or, with numbers for N, M and K in the options,
 * `INPUT -> [[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> OUTPUT`. Brackets group, `*` repeats, and `?` marks what
 * the option `optional` leaves out. The last FC, or OUTPUT, is a softmax over `classes`; pooling takes the maximum.
 *
 * Layers are named as in VGG-16 (`block1_conv1`, `block1_pool`, `flatten`, `fc1`, `predictions`), and the model is named
 * by its pattern. Where the pattern leaves the course's rule of thumb, a remark goes to stderr; `patternRemarks` gives
 * it as data.
 *
 * @param options see PatternOptions; batch norm comes after every convolution and dense layer but the last
 * @returns a model [batch, height, width, channels] → [batch, classes]
 * @throws SyntaxError (with a caret under the spot) if the pattern cannot be read or no network has its order of layers
 * @throws TypeError, RangeError if an option is missing or out of its range, or pooling leaves nothing of the image
 */
export function fromPattern(text: string, options: PatternOptions = {}): tf.LayersModel {
  checkNames("fromPattern", options, [...networkOptions, ...ownOptions]);
  const {
    N,
    M,
    K,
    optional = true,
    filters = 32,
    kernelSize = 3,
    poolSize = 2,
    units = 128,
    ...others
  } = options;
  const pattern = filledIn(parsePattern(text), { N, M, K });
  trueOrFalse("optional", optional);
  wholeNumber("poolSize", poolSize);
  const settings = completed("fromPattern", others);
  const layers = layersOf(pattern, optional);
  checkOrder(pattern, layers);
  const { stages, hidden } = planOf(layers);
  const filtersOf = each("filters", filters, stages.length, "stages", (first, i) => first * 2 ** i);
  const unitsOf = each("units", units, hidden, "dense layers before the last", (same) => same);
  const table: PlainLayers = {
    stages: stages.map(({ convolutions }, stage) =>
      convolutions.map(({ relu }) => ({
        filters: filtersOf[stage] as number,
        kernelSize,
        activation: relu ? "relu" : "linear",
      })),
    ),
    poolSize,
    lastPool: stages.at(-1)?.pool !== undefined,
    hidden: unitsOf.map((units) => ({ units })),
  };
  checkImageLasts(pattern, stages, settings.inputShape, { poolSize, smallest: smallestInput(table) });
  for (const remark of remarksOn(pattern)) process.stderr.write(`${remark}\n`);

  const image = tf.input({ shape: settings.inputShape, name: "image" });
  const outputs = plainLayers(image, table, settings);
  return tf.model({ inputs: image, outputs, name: patternText(pattern) });
}

/** An option's number for each stage or layer: given one by one, or all from one number. */
function each(
  argument: string,
  given: number | readonly number[],
  count: number,
  what: string,
  rule: (given: number, i: number) => number,
): number[] {
  if (typeof given === "number") {
    wholeNumber(argument, given);
    return Array.from({ length: count }, (_, i) => rule(given, i));
  }
  if (!Array.isArray(given) || given.length !== count) {
    throw new RangeError(
      `${argument} is ${JSON.stringify(given)}: the pattern has ${count} ${what}. Give a number for each, or one for all.`,
    );
  }
  return given.map((value, i) => wholeNumber(`${argument}[${i}]`, value as number));
}
