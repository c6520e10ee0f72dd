import * as tf from "@tensorflow/tfjs";

/** Calls a layer on symbolic tensors. */
export function call(layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}

/** A functional model of one layer. */
export function one(shape: tf.Shape, layer: tf.layers.Layer, inputName?: string): tf.LayersModel {
  const x = tf.input({ shape, name: inputName });
  return tf.model({ inputs: x, outputs: call(layer, x) });
}

/** VGG-16 (configuration D of arXiv:1409.1556) as Keras has it, with zeros for weights. */
export function vgg16(classes: number): tf.Sequential {
  const zeros = { kernelInitializer: "zeros" } as const;
  const model = tf.sequential({ name: "vgg16" });
  const blocks = [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ];
  blocks.forEach((block, b) => {
    block.forEach((filters, c) => {
      const name = `block${b + 1}_conv${c + 1}`;
      const first = model.layers.length === 0 ? { inputShape: [224, 224, 3] } : {};
      model.add(
        tf.layers.conv2d({
          ...first,
          ...zeros,
          name,
          filters,
          kernelSize: 3,
          padding: "same",
          activation: "relu",
        }),
      );
    });
    model.add(tf.layers.maxPooling2d({ name: `block${b + 1}_pool`, poolSize: 2, strides: 2 }));
  });
  model.add(tf.layers.flatten({ name: "flatten" }));
  model.add(tf.layers.dense({ ...zeros, name: "fc1", units: 4096, activation: "relu" }));
  model.add(tf.layers.dense({ ...zeros, name: "fc2", units: 4096, activation: "relu" }));
  model.add(tf.layers.dense({ ...zeros, name: "predictions", units: classes, activation: "softmax" }));
  return model;
}
