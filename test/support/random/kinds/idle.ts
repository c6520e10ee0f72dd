import * as tf from "@tensorflow/tfjs";
import { paperDropout } from "../../../../src/layers/paperDropout";
import type { SimpleKind } from "./kind";

const everyRank = [1, 2, 3, 4];

/** Layers that work in training, and do nothing (the paper's dropout: little) at inference. */
export const idleLayers: SimpleKind[] = [
  {
    name: "Dropout",
    ranks: everyRank,
    layer: ({ random, name }) =>
      tf.layers.dropout({ rate: random.pick([0, 0.3, 0.5]), name: name("Dropout") }),
  },
  {
    name: "SpatialDropout1D",
    ranks: [2],
    layer: ({ name }) => tf.layers.spatialDropout1d({ rate: 0.4, name: name("SpatialDropout1D") }),
  },
  {
    name: "GaussianNoise",
    ranks: everyRank,
    layer: ({ name }) => tf.layers.gaussianNoise({ stddev: 0.5, name: name("GaussianNoise") }),
  },
  {
    name: "GaussianDropout",
    ranks: everyRank,
    layer: ({ name }) => tf.layers.gaussianDropout({ rate: 0.4, name: name("GaussianDropout") }),
  },
  {
    name: "AlphaDropout",
    ranks: everyRank,
    layer: ({ name }) => tf.layers.alphaDropout({ rate: 0.4, name: name("AlphaDropout") }),
  },
  {
    name: "PaperDropout",
    ranks: everyRank,
    layer: ({ random, name }) =>
      paperDropout({ keepProbability: random.between(0.3, 1), name: name("PaperDropout") }),
  },
];
