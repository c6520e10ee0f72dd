import * as tf from "@tensorflow/tfjs";
import { localResponseNormalization } from "../../../../src/layers/localResponseNormalization";
import type { Draw } from "../growth";
import type { SimpleKind } from "./kind";

function scaleAndCenter({ random }: Draw) {
  return {
    ...(random.chance(0.3) && { scale: false }),
    ...(random.chance(0.3) && { center: false }),
    ...(random.chance(0.5) && { epsilon: random.between(1e-3, 0.1) }),
  };
}

export const normalizations: SimpleKind[] = [
  {
    name: "BatchNormalization",
    ranks: [1, 2, 3], // TF.js has none for volumes
    layer(draw, { length: rank }) {
      const axis = draw.random.chance(0.5) ? -1 : draw.random.whole(1, rank);
      return tf.layers.batchNormalization({
        ...scaleAndCenter(draw),
        axis,
        name: draw.name("BatchNormalization"),
      });
    },
  },
  {
    name: "LayerNormalization",
    ranks: [1, 2, 3],
    layer(draw, { length: rank }) {
      const axes = Array.from({ length: rank }, (_, i) => i + 1).filter(() => draw.random.chance(0.6));
      return tf.layers.layerNormalization({
        ...scaleAndCenter(draw),
        ...(axes.length > 0 && draw.random.chance(0.6) && { axis: axes }),
        name: draw.name("LayerNormalization"),
      });
    },
  },
  {
    name: "LocalResponseNormalization",
    ranks: [3],
    layer: ({ random, name }) =>
      localResponseNormalization({
        depthRadius: random.whole(1, 3),
        bias: random.between(0.5, 2),
        alpha: random.between(0.05, 0.5),
        beta: random.between(0.3, 1),
        name: name("LocalResponseNormalization"),
      }),
  },
];
