import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { NetworkOptions } from "../../src/architectures/options";
import { cost } from "../../src/inspect/cost";

/** Works with a model and frees it. */
export function using<T>(model: tf.LayersModel, work: (model: tf.LayersModel) => T): T {
  try {
    return work(model);
  } finally {
    model.dispose();
  }
}

/** A layer's output, "56 x 56 x 64". */
export function shapeOf(model: tf.LayersModel, layer: string): string {
  return (model.getLayer(layer).outputShape as tf.Shape).slice(1).join(" x ");
}

export function layerNames(model: tf.LayersModel): string[] {
  return model.layers.map(({ name }) => name);
}

/** How many layers of this kind a model has. */
export function countOf(model: tf.LayersModel, kind: string): number {
  return model.layers.filter((layer) => layer.getClassName() === kind).length;
}

/** Parameters of all layers whose names begin so. */
export function paramsOf(model: tf.LayersModel, prefix: string): number {
  return model.layers
    .filter(({ name }) => name.startsWith(prefix))
    .reduce((sum, layer) => sum + layer.countParams(), 0);
}

interface Counts {
  params: number;
  macs: number | null;
}

/** Of every layer with parameters, in the model's order, as `cost` has them. */
export function countsOf(model: tf.LayersModel): Counts[] {
  return cost(model)
    .rows.filter(({ params }) => params > 0)
    .map(({ params, macs }) => ({ params, macs }));
}

/** By hand: a bias and so many weights for each filter or unit, and each weight used at so many positions. */
export function countsByHand(
  layers: readonly (readonly [positions: number, weights: number, outputs: number])[],
): Counts[] {
  return layers.map(([positions, weights, outputs]) => ({
    params: (weights + 1) * outputs,
    macs: positions * weights * outputs,
  }));
}

/** The kernel of a layer, height x width x inputs x outputs. */
export function kernelShape(model: tf.LayersModel, layer: string): string {
  return (model.getLayer(layer).getWeights()[0] as tf.Tensor).shape.join(" x ");
}

/** Outputs of some of a model's layers at inference. */
export function outputsOf(model: tf.LayersModel, layers: string[], images: tf.Tensor): Float32Array[] {
  return tf.tidy(() => {
    const outputs = layers.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
    const values = tf.model({ inputs: model.inputs, outputs }).predict(images);
    return [values].flat().map((value) => value.dataSync<"float32">());
  });
}

/** The same seed gives the same weights, another seed others in every kernel, and no seed is seed 1. */
export function assertSeeded(build: (options: { seed?: number }) => tf.LayersModel): void {
  const kernels = (seed?: number) =>
    using(build({ seed }), ({ weights }) =>
      weights
        .filter(({ originalName }) => originalName.endsWith("kernel"))
        .map((kernel) => kernel.read().dataSync<"float32">().slice()),
    );
  const first = kernels(1);
  assert.ok(first.length > 0);
  assert.deepEqual(kernels(1), first);
  assert.deepEqual(kernels(), first);
  for (const [i, other] of kernels(2).entries()) assert.notDeepEqual(other, first[i]);
}

/** An image of this side fits; one row or one column less does not, and the error says which does. */
export function assertSmallest(build: (options: NetworkOptions) => tf.LayersModel, side: number): void {
  build({ inputShape: [side, side, 4] }).dispose();
  for (const [height, width] of [
    [side - 1, side],
    [side, side - 1],
  ] as const) {
    assert.throws(() => build({ inputShape: [height, width, 4] }), {
      name: "RangeError",
      message: new RegExp(
        `^inputShape is \\[${height}, ${width}, 4\\]: too small.*smallest that fits is \\[${side}, ${side}, 4\\]`,
      ),
    });
  }
}
