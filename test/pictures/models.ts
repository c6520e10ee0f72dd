import * as tf from "@tensorflow/tfjs";
import { call } from "../inspect/networks";

const conv = (name: string, filters: number, more: object = {}) =>
  tf.layers.conv2d({ name, filters, kernelSize: 3, padding: "same", ...more });

/** A stem, a residual block with padding, batch norm and dropout, and a second output. */
export function residual(): tf.LayersModel {
  const image = tf.input({ shape: [16, 16, 3], name: "image" });
  const stem = call(conv("stem", 8, { activation: "relu" }), image);
  let x = call(tf.layers.zeroPadding2d({ name: "block1_conv1_pad", padding: 1 }), stem);
  x = call(conv("block1_conv1", 8, { padding: "valid" }), x);
  x = call(tf.layers.batchNormalization({ name: "block1_conv1_bn" }), x);
  x = call(tf.layers.reLU({ name: "block1_conv1_relu" }), x);
  x = call(conv("block1_conv2", 8), x);
  x = call(tf.layers.add({ name: "block1_add" }), [x, stem]);
  x = call(tf.layers.reLU({ name: "block1_relu" }), x);
  const side = call(tf.layers.globalAveragePooling2d({ name: "side_pool" }), x);
  x = call(tf.layers.maxPooling2d({ name: "pool", poolSize: 2 }), x);
  x = call(tf.layers.flatten({ name: "flatten" }), x);
  x = call(tf.layers.dense({ name: "fc1", units: 16, activation: "relu" }), x);
  x = call(tf.layers.dropout({ name: "fc1_dropout", rate: 0.5 }), x);
  const classes = call(tf.layers.dense({ name: "predictions", units: 4, activation: "softmax" }), x);
  return tf.model({ inputs: image, outputs: [classes, side], name: "residual" });
}

/** Two images through one nested encoder, the results subtracted by hand: shared layers, two inputs. */
export function siamese(): tf.LayersModel {
  const inside = tf.input({ shape: [8, 8, 1], name: "inside" });
  let features = call(conv("first", 4, { activation: "relu" }), inside);
  features = call(tf.layers.flatten({ name: "flat" }), features);
  const encoder = tf.model({ inputs: inside, outputs: features, name: "encoder" });
  const [left, right] = ["left", "right"].map((name) => tf.input({ shape: [8, 8, 1], name }));
  const pair = [left, right].map((image) => encoder.apply(image as tf.SymbolicTensor) as tf.SymbolicTensor);
  const joined = call(tf.layers.concatenate({ name: "join" }), pair);
  const outputs = call(tf.layers.dense({ name: "same", units: 1, activation: "sigmoid" }), joined);
  return tf.model({ inputs: [left, right] as tf.SymbolicTensor[], outputs, name: "siamese" });
}

/** Two levels down and up again, joined across: nothing between them is a waist. */
export function uNet(): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 1], name: "image" });
  const down1 = call(conv("down1", 4), image);
  const down2 = call(conv("down2", 8, { strides: 2 }), down1);
  const bottom = call(conv("bottom", 16, { strides: 2 }), down2);
  const up2 = call(tf.layers.upSampling2d({ name: "up2" }), bottom);
  const join2 = call(tf.layers.concatenate({ name: "join2" }), [up2, down2]);
  const up1 = call(tf.layers.upSampling2d({ name: "up1" }), call(conv("conv2", 8), join2));
  const join1 = call(tf.layers.concatenate({ name: "join1" }), [up1, down1]);
  return tf.model({ inputs: image, outputs: call(conv("mask", 1), join1), name: "u_net" });
}
