import * as tf from "@tensorflow/tfjs";
import { single } from "../layers/customLayer";
import { streamSeed } from "../layers/random";
import { droppingCall } from "../layers/seededDropout";
import { batchNormCall } from "./calls/batchNorm";
import type { Call } from "./calls/call";
import { convolutionCall } from "./calls/convolution";
import { paperDropoutCall } from "./calls/paperDropout";
import { maxPoolingCall } from "./calls/maxPooling";
import { relusBeforePooling, splitAtPooling } from "./calls/reluBeforePooling";
import { reluGradient } from "./nativeKernels";

/**
 * Gives some of the model's layers another way to compute while it trains: dropout draws its masks from the seed, a new
 * one at each step (TF.js's own draws either the same mask at every step or one that no seed decides); batch norm and max
 * pooling use faster kernels, and a ReLU before a max pooling comes after it. Inference is as before.
 *
 * @returns gives the layers their own way back
 */
export function useTrainingCalls(model: tf.LayersModel, seed: number): () => void {
  useNativeReluGradient();
  const restore = [...trainingCalls(model, seed)].map(([layer, call]) => replaceTrainingCall(layer, call));
  return () => restore.forEach((undo) => undo());
}

function trainingCalls(model: tf.LayersModel, seed: number): Map<tf.layers.Layer, Call> {
  const calls = new Map<tf.layers.Layer, Call>();
  // By its place, since TF.js numbers layers without a name anew in each model.
  for (const [place, layer] of [...new Set(layersOf(model))].entries()) {
    const call = trainingCall(layer, streamSeed(seed, `layer ${place}`));
    if (call) calls.set(layer, call);
  }
  for (const { relu, pooling } of relusBeforePooling(model)) {
    const { before, after } = splitAtPooling(relu);
    const pool = calls.get(pooling) ?? ownCall(pooling);
    calls.set(relu, before);
    calls.set(pooling, (x) => after(pool(x)));
  }
  return calls;
}

function trainingCall(layer: tf.layers.Layer, seed: number): Call | undefined {
  switch (layer.getClassName()) {
    case "Dropout":
      return droppingCall(layer, seed);
    case "PaperDropout":
      return paperDropoutCall(layer, seed);
    case "BatchNormalization":
      return batchNormCall(layer);
    case "Conv2D":
      return convolutionCall(layer);
    case "MaxPooling2D":
      return maxPoolingCall(layer);
    default:
      return undefined;
  }
}

function ownCall(layer: tf.layers.Layer): Call {
  const call = layer.call.bind(layer);
  return (x) => single(call(x, { training: true }));
}

/** An own property hides the class's method until it is deleted; seeded dropout has one already. */
function replaceTrainingCall(layer: tf.layers.Layer, call: Call): () => void {
  const own = Object.getOwnPropertyDescriptor(layer, "call");
  const inference = layer.call.bind(layer);
  layer.call = (inputs, options) =>
    options["training"] === true ? tf.tidy(() => call(single(inputs))) : inference(inputs, options);
  return () => {
    if (own) Object.defineProperty(layer, "call", own);
    else delete (layer as Partial<tf.layers.Layer>).call;
  };
}

let reluIsNative = false;

/** TF.js keeps one gradient for all engines: this one, which stays, asks each time which engine computes. */
function useNativeReluGradient(): void {
  if (reluIsNative) return;
  const { gradFunc: composed } = tf.getGradient(tf.Relu);
  tf.unregisterGradient(tf.Relu);
  tf.registerGradient({
    kernelName: tf.Relu,
    outputsToSave: [true],
    // TF.js's own asks where the input is positive; the output is so in the same places.
    gradFunc: (dy, [output], attributes) =>
      tf.getBackend() === "tensorflow"
        ? { x: () => reluGradient(dy as tf.Tensor, output as tf.Tensor) }
        : composed(dy, [output as tf.Tensor], attributes),
  });
  reluIsNative = true;
}

function layersOf(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? layersOf(layer) : [layer]));
}
