import * as tf from "@tensorflow/tfjs";
import { single } from "../../src/layers/customLayer";

/** What TF.js's layer has and does not declare public. */
export interface BatchNormalization extends tf.layers.Layer {
  axis: number;
  epsilon: number;
  movingMean: tf.LayerVariable;
  movingVariance: tf.LayerVariable;
  gamma?: tf.LayerVariable;
  beta?: tf.LayerVariable;
}

/**
 * Makes a batch norm of TF.js's compute its inference from the formula, op by op. The cpu backend's own kernel takes the
 * statistics in turn, value by value, which is right where they belong to the last axis and wrong on every other.
 */
export function batchNormByFormula(layer: BatchNormalization): void {
  layer.call = (inputs) =>
    tf.tidy(() => {
      const x = single(inputs);
      const axis = (layer.axis + x.rank) % x.rank;
      const along = x.shape.map((size, i) => (i === axis ? size : 1));
      const read = (weight: tf.LayerVariable) => weight.read().reshape(along);
      const deviation = read(layer.movingVariance).add(layer.epsilon).sqrt();
      const normal = x.sub(read(layer.movingMean)).div(deviation);
      const scaled = layer.gamma ? normal.mul(read(layer.gamma)) : normal;
      return layer.beta ? scaled.add(read(layer.beta)) : scaled;
    });
}
