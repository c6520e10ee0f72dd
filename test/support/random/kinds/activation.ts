import * as tf from "@tensorflow/tfjs";
import { scaledTanh } from "../../../../src/layers/scaledTanh";
import { anyActivation, type SimpleKind } from "./kind";

const everyRank = [1, 2, 3, 4];

export const activationLayers: SimpleKind[] = [
  {
    name: "Activation",
    ranks: everyRank,
    layer: (draw) => tf.layers.activation({ ...anyActivation(draw), name: draw.name("Activation") }),
  },
  {
    name: "ReLU",
    ranks: everyRank,
    layer: ({ random, name }) =>
      tf.layers.reLU({ ...(random.chance(0.6) && { maxValue: random.between(0.5, 6) }), name: name("ReLU") }),
  },
  {
    name: "LeakyReLU",
    ranks: everyRank,
    layer: ({ random, name }) =>
      tf.layers.leakyReLU({
        ...(random.chance(0.7) && { alpha: random.between(0, 0.5) }),
        name: name("LeakyReLU"),
      }),
  },
  {
    name: "PReLU",
    ranks: everyRank,
    layer({ random, name }, shape) {
      const sharedAxes = shape.map((_, i) => i + 1).filter(() => random.chance(0.5));
      return tf.layers.prelu({ ...(sharedAxes.length > 0 && { sharedAxes }), name: name("PReLU") });
    },
  },
  {
    name: "ELU",
    ranks: everyRank,
    layer: ({ name }) => tf.layers.elu({ name: name("ELU") }),
  },
  {
    name: "ThresholdedReLU",
    ranks: everyRank,
    layer: ({ random, name }) =>
      tf.layers.thresholdedReLU({
        ...(random.chance(0.8) && { theta: random.between(0, 0.8) }),
        name: name("ThresholdedReLU"),
      }),
  },
  {
    // TF.js takes one axis only if it is the last one, several if they are any.
    name: "Softmax",
    ranks: everyRank,
    mask: "suffers",
    layer({ random, name }, { length: rank }) {
      const axes = Array.from({ length: rank }, (_, i) => i + 1);
      const several = random.shuffled(axes).slice(0, Math.max(2, random.whole(1, rank)));
      const axis = random.pick([-1, rank, [rank], ...(rank > 1 ? [several, several] : [])]);
      return tf.layers.softmax({ axis: axis as number, name: name("Softmax") });
    },
  },
  {
    name: "ScaledTanh",
    ranks: everyRank,
    layer: ({ name }) => scaledTanh({ name: name("ScaledTanh") }),
  },
];
