import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";

/** The model saved as JSON and weights, and loaded from these. */
export async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = {
        ...(JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined })) as tf.io.ModelArtifacts),
        weightData: artifacts.weightData,
      };
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved));
}

/** Values of both signs that do not depend on the engine. */
export function wave<R extends tf.Rank>(shape: tf.ShapeMap[R], factor: number): tf.Tensor<R> {
  const length = tf.util.sizeFromShape(shape);
  return tf.tensor<R>(
    Float32Array.from({ length }, (_, i) => Math.sin(factor * i * i)),
    shape,
  );
}

/** A model of one layer. */
export function modelOf(layer: tf.layers.Layer, inputShape: number[]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  return tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
}

/** A call leaves its output in memory and nothing else. The first one, which makes the weights, is let off. */
export function assertFreesAllButOutput(layer: tf.layers.Layer, input: tf.Tensor): void {
  (layer.apply(input) as tf.Tensor).dispose();
  const before = tf.memory().numTensors;
  (layer.apply(input) as tf.Tensor).dispose();
  assert.equal(tf.memory().numTensors, before);
}
