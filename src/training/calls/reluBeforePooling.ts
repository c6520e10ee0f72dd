import * as tf from "@tensorflow/tfjs";
import { openPass } from "../../inspect/calls";
import type { Call } from "./call";
import { addBias, convolutionAlone, isConvolutionWithRelu } from "./convolution";

/** A layer that ends in a ReLU, and the max pooling that alone takes its output. */
export interface ReluBeforePooling {
  relu: tf.layers.Layer;
  pooling: tf.layers.Layer;
}

/**
 * Where a model's ReLUs, and the biases before them, can as well come after a max pooling. Neither changes which value of
 * a window is the largest, so results and gradients are the same (but for values that only adding the bias rounds to the
 * same), and windows of 2 x 2 leave a quarter of the values to work on.
 */
export function relusBeforePooling(model: tf.LayersModel): ReluBeforePooling[] {
  const { calls, outputs } = openPass(model);
  const calledOnce = (layer: tf.layers.Layer) => calls.filter((call) => call.layer === layer).length === 1;
  return calls.flatMap(({ layer: relu, outputs: [output] }) => {
    if (!endsInRelu(relu) || !output || outputs.includes(output)) return [];
    const takers = calls.filter(({ inputs }) => inputs.includes(output)).map(({ layer }) => layer);
    const [pooling] = takers;
    if (takers.length !== 1 || pooling?.getClassName() !== "MaxPooling2D") return [];
    return calledOnce(relu) && calledOnce(pooling) ? [{ relu, pooling }] : [];
  });
}

/** What such a layer computes itself, and what its pooling computes on its own result instead. */
export function splitAtPooling(relu: tf.layers.Layer): { before: Call; after: Call } {
  if (!isConvolutionWithRelu(relu)) return { before: (x) => x, after: tf.relu };
  const bias = addBias(relu);
  return { before: convolutionAlone(relu), after: (x) => tf.relu(bias(x)) };
}

function endsInRelu(layer: tf.layers.Layer): boolean {
  const { activation, maxValue } = layer.getConfig() as { activation?: string; maxValue?: number | null };
  switch (layer.getClassName()) {
    case "Conv2D":
      return isConvolutionWithRelu(layer);
    case "Activation":
      return activation === "relu";
    case "ReLU":
      return maxValue == null; // ReLU6 has one
    default:
      return false;
  }
}
