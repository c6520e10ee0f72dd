import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { disposeData, type LabelledImages, requireFit, slice } from "./data";

/** How well a network does on images that it did not learn from. */
export interface Evaluation {
  /** Mean cross-entropy, in nats */
  loss: number;
  /** Share of the images whose most probable class is the right one */
  accuracy: number;
}

const BATCH = 250;

/**
 * Runs the network in inference mode over labelled images.
 *
 * @param model [batch, height, width, channels] → class probabilities [batch, classes]
 * @throws RangeError when the data is empty or does not fit the model, TypeError when it is no labelled images
 */
export async function evaluate(model: tf.LayersModel, data: LabelledImages): Promise<Evaluation> {
  const count = requireFit(model, data);
  const sum = { loss: 0, accuracy: 0 };
  for (let start = 0; start < count; start += BATCH) {
    const batch = slice(data, start, BATCH);
    const [loss, accuracy] = sums(model, batch);
    sum.loss += loss;
    sum.accuracy += accuracy;
    disposeData(batch);
    await setImmediate();
  }
  return { loss: sum.loss / count, accuracy: sum.accuracy / count };
}

function sums(model: tf.LayersModel, { images, labels }: LabelledImages): [loss: number, right: number] {
  return tf.tidy(() => {
    const probabilities = model.apply(images, { training: false }) as tf.Tensor2D;
    const loss = tf.metrics.categoricalCrossentropy(labels, probabilities).sum();
    const right = tf.metrics.categoricalAccuracy(labels, probabilities).sum();
    return [loss.dataSync()[0] as number, right.dataSync()[0] as number];
  });
}
