import * as tf from "@tensorflow/tfjs";
import { single } from "../layers/customLayer";
import { keepMask } from "../layers/keepMask";
import { sfc32, streamSeed } from "../layers/random";
import { batchNormInTraining, reluGradient } from "./nativeKernels";

/**
 * Gives the model's dropout and batch norm layers another way to compute while it trains: dropout draws its masks from
 * the seed, a new one at each step (TF.js's own draws either the same mask at every step or one that no seed decides),
 * batch norm uses a fused kernel. Inference is as before.
 *
 * @returns gives the layers their own way back
 */
export function useTrainingCalls(model: tf.LayersModel, seed: number): () => void {
  useNativeReluGradient();
  const restore: (() => void)[] = [];
  // By its place, since TF.js numbers layers without a name anew in each model.
  for (const [place, layer] of [...new Set(layersOf(model))].entries()) {
    const call = trainingCall(layer, streamSeed(seed, `layer ${place}`));
    if (call) restore.push(replaceTrainingCall(layer, call));
  }
  return () => restore.forEach((undo) => undo());
}

type Call = (input: tf.Tensor) => tf.Tensor;

function trainingCall(layer: tf.layers.Layer, seed: number): Call | undefined {
  switch (layer.getClassName()) {
    case "Dropout":
      return dropoutCall(layer, seed);
    case "PaperDropout":
      return paperDropoutCall(layer, seed);
    case "BatchNormalization":
      return batchNormCall(layer as BatchNormLayer);
    case "Conv2D":
      return convolutionCall(layer as ConvolutionLayer);
    default:
      return undefined;
  }
}

/** An own property hides the class's method until it is deleted. */
function replaceTrainingCall(layer: tf.layers.Layer, call: Call): () => void {
  const inference = layer.call.bind(layer);
  layer.call = (inputs, options) =>
    options["training"] === true ? tf.tidy(() => call(single(inputs))) : inference(inputs, options);
  return () => delete (layer as Partial<tf.layers.Layer>).call;
}

/** 1 / (1 - rate) for the values that stay, so that their expected sum stays the same. */
function dropoutCall(layer: tf.layers.Layer, seed: number): Call {
  const { rate, noiseShape } = layer.getConfig() as { rate: number; noiseShape?: (number | null)[] };
  const generator = sfc32(seed);
  const stays = { probability: 1 - rate, value: 1 / (1 - rate) };
  return (x) => {
    const shape = x.shape.map((size, axis) => noiseShape?.[axis] ?? size);
    return x.mul(keepMask(shape, stays, generator));
  };
}

function paperDropoutCall(layer: tf.layers.Layer, seed: number): Call {
  const { keepProbability } = layer.getConfig() as { keepProbability: number };
  const generator = sfc32(seed);
  return (x) => x.mul(keepMask(x.shape, { probability: keepProbability, value: 1 }, generator));
}

interface ConvolutionLayer extends tf.layers.Layer {
  kernel: tf.LayerVariable;
  bias: tf.LayerVariable | null;
}

/**
 * Without an activation TF.js's layer takes an operation that always computes the gradient of its input too, which nobody
 * needs of the images themselves; this one leaves it out there.
 */
function convolutionCall(layer: ConvolutionLayer): Call | undefined {
  const { activation, strides, padding, dilationRate, dataFormat } = layer.getConfig() as unknown as {
    activation: string;
    strides: [number, number];
    padding: "same" | "valid";
    dilationRate: [number, number];
    dataFormat: string;
  };
  if (activation !== "linear" || dataFormat !== "channelsLast") return undefined;
  return (x) => {
    const kernel = layer.kernel.read() as tf.Tensor4D;
    const y = tf.conv2d(x as tf.Tensor4D, kernel, strides, padding, "NHWC", dilationRate);
    return layer.bias ? y.add(layer.bias.read()) : y;
  };
}

/** TF.js's layer with what its type keeps to itself; gamma and beta are absent where `scale` or `center` is false. */
interface BatchNormLayer extends tf.layers.Layer {
  gamma: tf.LayerVariable | null | undefined;
  beta: tf.LayerVariable | null | undefined;
  movingMean: tf.LayerVariable;
  movingVariance: tf.LayerVariable;
}

function batchNormCall(layer: BatchNormLayer): Call | undefined {
  const { axis, momentum, epsilon } = layer.getConfig() as {
    axis: number;
    momentum: number;
    epsilon: number;
  };
  const rank = layer.outputShape.length;
  if (axis !== -1 && axis !== rank - 1) return undefined; // the kernel takes channels last
  const follow = (moving: tf.LayerVariable, batch: tf.Tensor) =>
    moving.write(
      moving
        .read()
        .mul(momentum)
        .add(batch.mul(1 - momentum)),
    );

  return (x) => {
    const channels = x.shape[x.rank - 1] as number;
    const flat = x.reshape<tf.Tensor4D>([-1, 1, 1, channels]);
    const gamma = (layer.gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
    const beta = (layer.beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
    const y = batchNormInTraining(flat, gamma, beta, epsilon, ({ mean, variance }) => {
      follow(layer.movingMean, mean);
      follow(layer.movingVariance, variance);
    });
    return y.reshape(x.shape);
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
