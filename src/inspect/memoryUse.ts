import { sum } from "./numbers";

/** Values that an optimizer keeps for each trainable parameter. */
const slots = { sgd: 0, momentum: 1, adam: 2 };

export type Optimizer = keyof typeof slots;

export const optimizers = Object.keys(slots) as Optimizer[];

/** Bytes by what they hold. */
export interface InferenceMemory {
  parameters: number;
  /** The batch itself, which the caller keeps. */
  images: number;
  /** The largest of the rows' `liveBytes`. */
  activations: number;
  total: number;
}

/** Bytes by what they hold. */
export interface TrainingMemory {
  parameters: number;
  /** One for each trainable parameter. */
  gradients: number;
  optimizer: number;
  images: number;
  /** All of them: going back through the network needs them. */
  activations: number;
  /** As many; the images need none. */
  activationGradients: number;
  total: number;
}

/** The largest batch that fits; 0 where not even one image does. */
export interface Fit {
  /** Of 10⁹ bytes. */
  gigabytes: number;
  inference: number;
  training: number;
}

/** Bytes that a network takes however it is used: of its parameters, and for each image of a batch. */
export interface Needs {
  parameters: number;
  trainable: number;
  image: number;
  /** All activations of one image, and the most of them that inference holds at once. */
  activations: number;
  peak: number;
}

export function inferenceMemory({ parameters, image, peak }: Needs, batch: number): InferenceMemory {
  return summed({ parameters, images: batch * image, activations: batch * peak });
}

export function trainingMemory(needs: Needs, optimizer: Optimizer, batch: number): TrainingMemory {
  const { parameters, trainable, image, activations } = needs;
  return summed({
    parameters,
    gradients: trainable,
    optimizer: slots[optimizer] * trainable,
    images: batch * image,
    activations: batch * activations,
    activationGradients: batch * activations,
  });
}

const GIGABYTES = [1, 4, 12];

export function whatFits(needs: Needs, optimizer: Optimizer): Fit[] {
  return GIGABYTES.map((gigabytes) => ({
    gigabytes,
    inference: largestBatch(gigabytes, (batch) => inferenceMemory(needs, batch)),
    training: largestBatch(gigabytes, (batch) => trainingMemory(needs, optimizer, batch)),
  }));
}

/** Memory grows by the same with each image. */
function largestBatch(gigabytes: number, of: (batch: number) => { total: number }): number {
  const fixed = of(0).total;
  return Math.max(0, Math.floor((gigabytes * 1e9 - fixed) / (of(1).total - fixed)));
}

function summed<Parts extends Record<string, number>>(parts: Parts): Parts & { total: number } {
  return { ...parts, total: sum(Object.values(parts), (bytes) => bytes) };
}
