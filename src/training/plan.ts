import { integer, valueText, wholeNumber } from "../arguments/checks";

/** How a network is trained. */
export interface TrainingOptions {
  /** Passes over the data; 3 by default */
  epochs?: number;
  /** Images a step; 64 by default. The last step of an epoch takes what is left. */
  batchSize?: number;
  /** Adam's highest: it rises to it in the first tenth of the training and falls to 0 in the rest; 0.001 by default */
  learningRate?: number;
  /** Decides the order of the images in each epoch and what dropout drops; 1 by default */
  seed?: number;
}

/** The names in TrainingOptions. */
export const trainingOptions = ["epochs", "batchSize", "learningRate", "seed"] as const;

/** The options with their defaults. @throws RangeError naming the option that cannot be */
export function trainingPlan({
  epochs = 3,
  batchSize = 64,
  learningRate = 0.001,
  seed = 1,
}: TrainingOptions): Required<TrainingOptions> {
  wholeNumber("epochs", epochs);
  wholeNumber("batchSize", batchSize);
  integer("seed", seed);
  if (typeof learningRate === "number" && learningRate > 0 && learningRate < Infinity) {
    return { epochs, batchSize, learningRate, seed };
  }
  throw new RangeError(`learningRate is ${valueText(learningRate)}: it must be above 0, such as 0.001.`);
}

const WARM_UP = 0.1;

/**
 * Share of the learning rate when this share of the training is done: straight lines up from 0.1 to 1 and down to 0.
 * Warm-up as in Goyal et al. 2017 (arXiv:1706.02677, section 2.2): without it the plain 5 x 5 network for digits stays
 * at chance even at a rate of 0.002. The fall settles what single batches stir up.
 */
export function rateShare(done: number): number {
  return done < WARM_UP ? 0.1 + (0.9 * done) / WARM_UP : (1 - done) / (1 - WARM_UP);
}
