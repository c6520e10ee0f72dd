import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { requireEngine } from "../engines";
import { streamSeed } from "../layers/random";
import { Adam } from "./adam";
import { disposeData, type LabelledImages, pick, requireFit } from "./data";
import { rateShare, trainingPlan, type TrainingOptions } from "./plan";
import { shuffledIndices } from "./shuffle";
import { step, type StepResult, trainableVariables } from "./step";
import { useTrainingCalls } from "./trainingCalls";

/** Averages over the part of an epoch that lies behind; the network learnt meanwhile. */
export interface TrainingProgress {
  /** Epochs behind, with the fraction of this one: 1.5 in the middle of the second */
  epoch: number;
  loss: number;
  accuracy: number;
  /** Of the training so far */
  seconds: number;
}

/** Reports of an epoch. */
const REPORTS = 10;

/**
 * Trains the model in place with Adam on the cross-entropy, and reports ten times an epoch, the last time at its end.
 *
 * @throws Error when TF.js does not compute with the engine `tensorflow`, or the loss or a weight becomes NaN
 * @throws RangeError when an option is out of its range or the data does not fit the model
 */
export async function* train(
  model: tf.LayersModel,
  data: LabelledImages,
  options: TrainingOptions = {},
): AsyncGenerator<TrainingProgress, void, undefined> {
  requireTensorflow();
  const plan = trainingPlan(options);
  const count = requireFit(model, data);
  const weights = trainableVariables(model);
  const adam = new Adam(weights);
  const restore = useTrainingCalls(model, plan.seed);
  let seconds = 0;
  try {
    for (let epoch = 0; epoch < plan.epochs; epoch++) {
      const mean = new RunningMean();
      for (const indices of batches(count, plan, epoch)) {
        await setImmediate(); // lets the progress out, and an interrupt in
        const started = performance.now();
        const rate = plan.learningRate * rateShare((epoch + mean.count / count) / plan.epochs);
        const batch = pick(data, indices);
        const result = step(model, weights, batch, (gradients) => adam.step(gradients, rate));
        disposeData(batch);
        if (Number.isNaN(result.loss)) throw diverged(model.name, plan.learningRate, "loss is not a number");
        seconds += (performance.now() - started) / 1000;

        const reports = Math.floor((REPORTS * mean.count) / count);
        mean.add(result, indices.length);
        if (Math.floor((REPORTS * mean.count) / count) > reports) {
          if (haveNaN(weights)) throw diverged(model.name, plan.learningRate, "weights are not numbers");
          const { loss, accuracy } = mean;
          yield { epoch: epoch + mean.count / count, loss, accuracy, seconds };
        }
      }
    }
  } finally {
    restore();
    adam.dispose();
  }
}

/** The indices of an epoch's batches; each epoch has its own order. */
function* batches(count: number, { batchSize, seed }: { batchSize: number; seed: number }, epoch: number) {
  const order = shuffledIndices(count, streamSeed(seed, `epoch ${epoch}`));
  for (let start = 0; start < count; start += batchSize) yield order.subarray(start, start + batchSize);
}

/** The mean over the images of an epoch so far. */
class RunningMean {
  count = 0;
  loss = 0;
  accuracy = 0;

  add({ loss, accuracy }: StepResult, images: number): void {
    this.count += images;
    this.loss += ((loss - this.loss) * images) / this.count;
    this.accuracy += ((accuracy - this.accuracy) * images) / this.count;
  }
}

/**
 * The loss need not show it: for a max pooling any number is larger than NaN, and where there is none the ReLU after it
 * makes 0 of what it gives.
 */
function haveNaN(weights: readonly tf.Variable[]): boolean {
  return tf.tidy(() => weights.some((weight) => weight.isNaN().any().dataSync()[0] === 1));
}

function diverged(name: string, learningRate: number, sign: string): Error {
  return new Error(
    `The training of "${name}" has diverged, its ${sign}: build it again and give a learningRate below ${learningRate}.`,
  );
}

function requireTensorflow(): void {
  requireEngine("tensorflow");
  const backend = tf.getBackend();
  if (backend === "tensorflow") return;
  throw new Error(
    `TF.js computes with "${backend}", which cannot train convolutions or would take hours: ` +
      'call tf.setBackend("tensorflow") first.',
  );
}
