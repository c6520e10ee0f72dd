import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { load, type EngineName } from "../../src/engines";
import { noise } from "../../src/timing/noise";

type ImageShape = [height: number, width: number, channels: number];

function imageShape(model: tf.LayersModel): ImageShape {
  return model.inputs[0]?.shape.slice(1) as ImageShape;
}

/** Smooth random images around 0: coarse noise drawn out. (Fine noise averages out on its way through a network.) */
function smoothImages(count: number, [height, width, channels]: ImageShape, seed: number): tf.Tensor4D {
  return tf.tidy(() => {
    const coarse = noise([count, 5, 5, channels], seed) as tf.Tensor4D;
    return tf.image.resizeBilinear(coarse, [height, width]).sub(0.5).mul(4);
  });
}

/**
 * Makes a network answer differently to different images, which an untrained one hardly does: kernels at the strength
 * of He's law, random biases, gamma and beta, batch norm's statistics from a training pass over smooth images
 * (momentum 0: from that pass alone), and no softmax at its ends.
 */
export function settle(model: tf.LayersModel): void {
  for (const { sourceLayer } of model.outputs) {
    const last = sourceLayer as unknown as { activation?: unknown };
    if (last.activation)
      last.activation = tf.layers.activation({ activation: "linear" })["activation" as never];
  }
  for (const layer of model.layers) {
    if (layer.getClassName() === "BatchNormalization") Object.assign(layer, { momentum: 0 });
  }
  tf.tidy(() => {
    model.trainableWeights.forEach((weight, seed) => {
      if (isKernel(weight)) return strengthen(weight);
      const centred = noise(weight.shape as number[], seed).sub(0.5);
      // Biases stay small: where the signal shrinks from layer to layer, they alone would make the output.
      weight.write(/gamma|coefficient/.test(weight.originalName) ? centred.add(1) : centred.mul(0.04));
    });
    model.apply(smoothImages(2, imageShape(model), 1), { training: true });
  });
}

/** Variance 2 / inputs, at which a signal keeps its strength behind a ReLU, whatever law the kernel was drawn from. */
function strengthen(kernel: tf.LayerVariable): void {
  const window = kernel.originalName.endsWith("depthwise_kernel") ? -2 : -1;
  const inputs = tf.util.sizeFromShape((kernel.shape as number[]).slice(0, window));
  const values = kernel.read();
  const some = values.flatten().slice(0, Math.min(values.size, 10_000));
  kernel.write(
    values.mul(
      some
        .square()
        .mean()
        .mul(inputs / 2)
        .rsqrt(),
    ),
  );
}

function isKernel(weight: tf.LayerVariable): boolean {
  return weight.originalName.endsWith("kernel");
}

/** What a model answers to each batch of images. */
async function outputsOn(
  engine: EngineName,
  model: tf.LayersModel,
  batches: readonly tf.Tensor[],
): Promise<Float32Array[]> {
  const session = await load(model, { engine });
  const outputs: Float32Array[] = [];
  for (const images of batches) {
    const output = await session.predict(images);
    outputs.push(await output.data<"float32">());
    output.dispose();
  }
  await session.dispose();
  return outputs;
}

async function outputOn(engine: EngineName, model: tf.LayersModel, images: tf.Tensor): Promise<Float32Array> {
  const [output] = await outputsOn(engine, model, [images]);
  return output as Float32Array;
}

/** max|a - b| / max|a| */
export function difference(a: Float32Array, b: Float32Array): number {
  let most = 0;
  let apart = 0;
  a.forEach((value, i) => {
    most = Math.max(most, Math.abs(value));
    apart = Math.max(apart, Math.abs(value - (b[i] ?? NaN)));
  });
  return apart / most;
}

/** The same network with its outputs side by side in one, since a session takes models with one. */
export function withOneOutput(model: tf.LayersModel): tf.LayersModel {
  if (model.outputs.length === 1) return model;
  const outputs = tf.layers.concatenate().apply(model.outputs) as tf.SymbolicTensor;
  return tf.model({ inputs: model.inputs, outputs, name: model.name });
}

/** Weights whose permutation the check is shown to notice. */
export type Sample = (kernels: tf.LayerVariable[]) => tf.LayerVariable[];

/**
 * Engines agree on a settled network to within `tolerance`. First shows that the comparison can fail: another image,
 * and the kernels that `sample` picks put in another order, must each move the output by more than 1e-2.
 */
export async function assertParity(
  model: tf.LayersModel,
  [first, ...others]: readonly EngineName[],
  tolerance: number,
  sample: Sample = (kernels) => kernels,
): Promise<void> {
  if (first === undefined) return;
  const images = smoothImages(1, imageShape(model), 2);
  const otherImages = smoothImages(1, imageShape(model), 3);
  const [expected, elsewhere] = (await outputsOn(first, model, [images, otherImages])) as [
    Float32Array,
    Float32Array,
  ];
  const moved = difference(expected, elsewhere);
  assert.ok(moved > 1e-2, `${model.name}: another image moves the output by ${moved} only`);
  for (const kernel of sample(model.weights.filter(isKernel))) {
    const permuted = await withPermuted(kernel, () => outputOn(first, model, images));
    const change = difference(expected, permuted);
    assert.ok(change > 1e-2, `${model.name}: ${kernel.name} permuted moves the output by ${change} only`);
  }

  for (const other of others) {
    const apart = difference(expected, await outputOn(other, model, images));
    assert.ok(apart <= tolerance, `${model.name}: ${other} is ${apart} from ${first}`);
  }
  tf.dispose([images, otherImages]);
}

/** Reverses the kernel's inputs, or its window where it has one input only. */
async function withPermuted<T>(kernel: tf.LayerVariable, work: () => Promise<T>): Promise<T> {
  const original = kernel.read().clone();
  const inputs = original.shape.length - 2;
  const reversed = tf.reverse(original, (original.shape[inputs] ?? 1) > 1 ? inputs : 0);
  kernel.write(reversed);
  const result = await work();
  kernel.write(original);
  tf.dispose([original, reversed]);
  return result;
}
