import * as tf from "@tensorflow/tfjs";
import { single } from "../../../src/layers/customLayer";
import { type BatchNormalization, batchNormByFormula } from "../batchNormByFormula";
import type { Random } from "./random";

/**
 * Random weights at the strength at which a signal neither dies out nor grows from layer to layer, and batch norm's
 * statistics as `inputs` have them. Batch norm computes by its formula from then on.
 */
export function drawWeights(model: tf.LayersModel, random: Random, inputs: tf.Tensor[]): void {
  tf.tidy(() => {
    for (const weight of model.weights) {
      const shape = weight.shape as number[];
      const { centre, limit } = lawOf(weight.originalName.split("/").at(-1) as string, shape);
      const values = random.values(tf.util.sizeFromShape(shape), limit).map((value) => value + centre);
      weight.write(tf.tensor(values, shape));
    }
    settle(model, inputs);
  });
}

/** Uniform around `centre`. */
interface Law {
  centre: number;
  limit: number;
}

const around = (centre: number, limit: number): Law => ({ centre, limit });

/** He's law for what a signal is multiplied and summed by. */
const kernel = (fanIn: number): Law => around(0, Math.sqrt(6 / Math.max(1, fanIn)));

function lawOf(name: string, shape: readonly number[]): Law {
  switch (name) {
    case "kernel":
    case "pointwise_kernel":
      return kernel(size(shape.slice(0, -1)));
    case "depthwise_kernel":
      return kernel(size(shape.slice(0, 2)));
    case "recurrent_kernel":
      return around(0, 1 / Math.sqrt(size(shape.slice(0, -1))));
    case "bias":
    case "beta":
      return around(0, 0.3);
    case "gamma":
    case "moving_variance":
      return around(1, 0.5);
    case "moving_mean":
    case "alpha":
      return around(0, 0.5);
    case "coefficient":
      return around(0.25, 0.15);
    case "embeddings":
    case "targets":
      return around(0, 1);
    default:
      throw new Error(`There is no law for a weight named "${name}": add one to lawOf.`);
  }
}

const size = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]);

/** The layers of a model and all that lie in them: in nested models, in wrappers. */
export function allLayers(model: tf.LayersModel): tf.layers.Layer[] {
  const within = (layer: tf.layers.Layer): tf.layers.Layer[] => {
    const { layer: wrapped, forwardLayer, backwardLayer, cell, cells } = layer as Containing;
    const inside = layer instanceof tf.LayersModel ? layer.layers : (cells ?? []);
    const held = [wrapped, forwardLayer, backwardLayer, cell].filter((held) => held !== undefined);
    return [layer, ...[...inside, ...held].flatMap(within)];
  };
  return model.layers.flatMap(within);
}

/** What layers that hold others keep them in. */
interface Containing extends tf.layers.Layer {
  layer?: tf.layers.Layer;
  forwardLayer?: tf.layers.Layer;
  backwardLayer?: tf.layers.Layer;
  cell?: tf.layers.Layer;
  cells?: tf.layers.Layer[];
}

/** One pass in which each batch norm takes its statistics from what arrives there. (In training, dropout would be on.) */
function settle(model: tf.LayersModel, inputs: tf.Tensor[]): void {
  const norms = allLayers(model).filter((layer) => layer.getClassName() === "BatchNormalization");
  for (const layer of norms as BatchNormalization[]) {
    batchNormByFormula(layer);
    const call = layer.call.bind(layer);
    layer.call = (given, options) => {
      const x = single(given);
      const axes = Array.from(x.shape.keys()).filter((axis) => axis !== (layer.axis + x.rank) % x.rank);
      const { mean, variance } = tf.moments(x, axes);
      layer.movingMean.write(mean);
      layer.movingVariance.write(variance);
      layer.call = call;
      return call(given, options);
    };
  }
  model.predict(inputs);
}
