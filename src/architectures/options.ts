import { dropRate, imageShape, integer, trueOrFalse, wholeNumber } from "../arguments/checks";
import { checkNames } from "../arguments/optionNames";

/** Options of the networks; which of them a network takes, and its own defaults, stand with it. */
export interface NetworkOptions {
  /** [height, width, channels] of one image; [224, 224, 3] by default */
  inputShape?: [number, number, number];
  /** Length of the output; 10 by default in the course's networks, the paper's number in the others */
  classes?: number;
  /** Batch norm between every hidden layer's weights and its ReLU; false by default */
  batchNorm?: boolean;
  /**
   * Share of values dropped in training after each hidden dense layer; 0 by default in the course's networks, which adds
   * no layer, the paper's share in the others
   */
  dropout?: number;
  /** The same seed gives the same weights, whatever the engine; 1 by default */
  seed?: number;
}

const defaults: Required<NetworkOptions> = {
  inputShape: [224, 224, 3],
  classes: 10,
  batchNorm: false,
  dropout: 0,
  seed: 1,
};

/** The names in NetworkOptions. */
export const networkOptions = Object.keys(defaults) as (keyof NetworkOptions)[];

/**
 * Options that are complete and can be.
 *
 * @param network its name, for errors
 * @param own a network's own defaults, where they differ
 * @throws TypeError if an option is unknown; TypeError, RangeError if it is out of its range
 */
export function completed(
  network: string,
  options: NetworkOptions,
  own: NetworkOptions = {},
): Required<NetworkOptions> {
  checkNames(network, options, networkOptions);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all: Required<NetworkOptions> = { ...defaults, ...own, ...Object.fromEntries(given) };
  wholeNumber("classes", all.classes);
  trueOrFalse("batchNorm", all.batchNorm);
  dropRate("dropout", all.dropout);
  integer("seed", all.seed);
  imageShape("inputShape", all.inputShape);
  return all;
}

/**
 * @param smallest side of the smallest image of which something is left at the network's end
 * @throws RangeError if the image is smaller
 */
export function checkFits(
  name: string,
  [height, width, channels]: [number, number, number],
  smallest: number,
): void {
  if (Math.min(height, width) >= smallest) return;
  throw new RangeError(
    `inputShape is [${height}, ${width}, ${channels}]: too small for ${name}, which leaves nothing of the image. ` +
      `The smallest that fits is [${smallest}, ${smallest}, ${channels}].`,
  );
}
