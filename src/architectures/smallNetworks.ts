import * as tf from "@tensorflow/tfjs";
import { convBlock, denseBlock, dropoutBlock, softmaxBlock, weights } from "../layers/blocks";
import type { Architecture } from "./architecture";
import { imageNetwork } from "./imageNetwork";
import { completed, type NetworkOptions } from "./options";

const pytorch = "https://pytorch.org/tutorials/beginner/blitz/neural_networks_tutorial.html";
const kerasConvnet = "https://keras.io/examples/vision/mnist_convnet";
const kerasCnn = "https://github.com/keras-team/keras/blob/2.3.0/examples/mnist_cnn.py";

/**
 * The Net of PyTorch's tutorial, as the course has it: 61,706 parameters at 32 x 32 x 1, 62,006 in colour.
 *
 * It ends in log-odds: softmax is left to the loss. `fit` and `evaluate` are for probabilities, which are
 * `tf.sequential({ layers: [pytorchNet(), tf.layers.softmax()] })`. Two things differ from PyTorch's: weights are drawn by Glorot's rule
 * and biases start at 0, and `flatten` goes through the channels first, which permutes the inputs of `fc1`.
 *
 * @param options see NetworkOptions; `inputShape` is [32, 32, 1] by default, `dropout` 0, after `fc1` and `fc2`
 * @returns a model [batch, 32, 32, 1] → [batch, 10]; for three channels its name ends in `_RGB`
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 16 x 16
 */
export function pytorchNet(options: NetworkOptions = {}): tf.LayersModel {
  const settings = completed("PyTorch_Net", options, { inputShape: [32, 32, 1] });
  const { inputShape, classes, dropout } = settings;
  const name = inputShape[2] === 3 ? "PyTorch_Net_RGB" : "PyTorch_Net";
  return imageNetwork(name, settings, 16, (image) => {
    let x = convBlock(image, "conv1", { filters: 6, kernelSize: 5, padding: "valid" }, settings);
    // 28 x 28 x 6
    x = pool(x, "pool1");
    // 14 x 14 x 6
    x = convBlock(x, "conv2", { filters: 16, kernelSize: 5, padding: "valid" }, settings);
    // 10 x 10 x 16
    x = pool(x, "pool2");
    // 5 x 5 x 16
    x = flatten(x);
    x = denseBlock(x, "fc1", { units: 120, dropout }, settings);
    x = denseBlock(x, "fc2", { units: 84, dropout }, settings);
    const logOdds = tf.layers.dense({ name: "fc3", units: classes, ...weights("fc3", 0, settings) });
    return logOdds.apply(x) as tf.SymbolicTensor;
  });
}

/**
 * The simple MNIST convnet of keras.io: 34,826 parameters at 28 x 28 x 1 and 10 classes, about 99 % right on MNIST.
 *
 * @param options see NetworkOptions; `inputShape` is [28, 28, 1] by default, `dropout` 0.5, before the output layer
 * @returns a model [batch, 28, 28, 1] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 10 x 10
 */
export function kerasMnistConvnet(options: NetworkOptions = {}): tf.LayersModel {
  const settings = completed("Keras_MNIST_convnet", options, { inputShape: [28, 28, 1], dropout: 0.5 });
  const { classes, dropout } = settings;
  return imageNetwork("Keras_MNIST_convnet", settings, 10, (image) => {
    let x = convBlock(image, "conv1", { filters: 32, kernelSize: 3, padding: "valid" }, settings);
    // 26 x 26 x 32
    x = pool(x, "pool1");
    // 13 x 13 x 32
    x = convBlock(x, "conv2", { filters: 64, kernelSize: 3, padding: "valid" }, settings);
    // 11 x 11 x 64
    x = pool(x, "pool2");
    // 5 x 5 x 64
    x = dropoutBlock(flatten(x), "flatten", dropout, settings.seed);
    return softmaxBlock(x, "predictions", classes, settings);
  });
}

/**
 * The older MNIST example of Keras, which the course uses: 1,199,882 parameters at 28 x 28 x 1 and 10 classes, 99.25 %
 * right on MNIST after 12 epochs.
 *
 * @param options see NetworkOptions; `inputShape` is [28, 28, 1] by default, `dropout` 0.5, after `fc1`, and half of it
 *   after the pooling
 * @returns a model [batch, 28, 28, 1] → [batch, 10]
 * @throws TypeError, RangeError if an option is out of its range; the smallest image is 6 x 6
 */
export function kerasMnistCnn(options: NetworkOptions = {}): tf.LayersModel {
  const settings = completed("Keras_MNIST_CNN", options, { inputShape: [28, 28, 1], dropout: 0.5 });
  const { classes, dropout } = settings;
  return imageNetwork("Keras_MNIST_CNN", settings, 6, (image) => {
    let x = convBlock(image, "conv1", { filters: 32, kernelSize: 3, padding: "valid" }, settings);
    // 26 x 26 x 32
    x = convBlock(x, "conv2", { filters: 64, kernelSize: 3, padding: "valid" }, settings);
    // 24 x 24 x 64
    x = dropoutBlock(pool(x, "pool"), "pool", dropout / 2, settings.seed);
    // 12 x 12 x 64
    x = denseBlock(flatten(x), "fc1", { units: 128, dropout }, settings);
    return softmaxBlock(x, "predictions", classes, settings);
  });
}

/** 2 x 2 max-pooling */
function pool(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return tf.layers.maxPooling2d({ name, poolSize: 2 }).apply(x) as tf.SymbolicTensor;
}

function flatten(x: tf.SymbolicTensor): tf.SymbolicTensor {
  return tf.layers.flatten({ name: "flatten" }).apply(x) as tf.SymbolicTensor;
}

export const smallNetworkRows: readonly Architecture[] = [
  {
    name: "PyTorch_Net",
    title: "Net of PyTorch's tutorial",
    year: 2017,
    paper: pytorch,
    build: () => pytorchNet(),
    params: 61_706,
    trainable: 61_706,
    macs: 416_520,
  },
  {
    name: "PyTorch_Net_RGB",
    title: "Net of PyTorch's tutorial, for colour images",
    year: 2017,
    paper: pytorch,
    build: () => pytorchNet({ inputShape: [32, 32, 3] }),
    params: 62_006,
    trainable: 62_006,
    macs: 651_720,
  },
  {
    name: "Keras_MNIST_convnet",
    title: "Simple MNIST convnet of keras.io",
    year: 2020,
    paper: kerasConvnet,
    build: () => kerasMnistConvnet(),
    params: 34_826,
    trainable: 34_826,
    macs: 2_440_960,
  },
  {
    name: "Keras_MNIST_CNN",
    title: "MNIST CNN of Keras's first examples",
    year: 2015,
    paper: kerasCnn,
    build: () => kerasMnistCnn(),
    params: 1_199_882,
    trainable: 1_199_882,
    macs: 11_992_448,
  },
];
