import * as tf from "@tensorflow/tfjs";
import type { Draw } from "../growth";
import { activationAndBias, drawLayout, type SimpleKind } from "./kind";

const few = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]) <= 150;

/** [[top, bottom], [left, right]], or the shorter forms that TF.js takes where these suffice. */
function drawEdges(
  { random }: Draw,
  most: readonly number[],
): number | [number, number] | [[number, number], [number, number]] {
  const [height = 0, width = 0] = most.map((room) => Math.min(Math.floor(room / 2), 2));
  const form = random.whole(0, 3);
  if (form === 0) return random.whole(0, Math.min(height, width));
  if (form === 1) return [random.whole(0, height), random.whole(0, width)];
  return [
    [random.whole(0, height), random.whole(0, height)],
    [random.whole(0, width), random.whole(0, width)],
  ];
}

/** A shape of as many values: those of the drawn divisors, in one to four axes. */
function drawTarget({ random }: Draw, shape: readonly number[]): number[] {
  let rest = tf.util.sizeFromShape([...shape]);
  const target: number[] = [];
  for (let rank = random.whole(1, 4); rank > 1; rank--) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((size) => rest % size === 0);
    const size = random.pick(divisors);
    target.push(size);
    rest /= size;
  }
  return random.shuffled([...target, rest]);
}

export const shapes: SimpleKind[] = [
  {
    name: "Dense",
    ranks: [1, 2, 3],
    layer: (draw) =>
      tf.layers.dense({
        ...activationAndBias(draw),
        units: draw.random.whole(1, 8),
        name: draw.name("Dense"),
      }),
  },
  {
    name: "Flatten",
    ranks: [2, 3, 4],
    layer: (draw, shape) =>
      tf.layers.flatten({ ...drawLayout(draw, shape).format, name: draw.name("Flatten") }),
  },
  {
    name: "Reshape",
    ranks: [1, 2, 3, 4],
    layer(draw, shape) {
      const targetShape = drawTarget(draw, shape);
      if (draw.random.chance(0.4)) targetShape[draw.random.whole(0, targetShape.length - 1)] = -1;
      return tf.layers.reshape({ targetShape, name: draw.name("Reshape") });
    },
  },
  {
    name: "Permute",
    ranks: [2, 3, 4],
    layer: ({ random, name }, shape) =>
      tf.layers.permute({ dims: random.shuffled(shape.map((_, i) => i + 1)), name: name("Permute") }),
  },
  {
    name: "RepeatVector",
    ranks: [1],
    layer: ({ random, name }) =>
      tf.layers.repeatVector({ n: random.whole(1, 5), name: name("RepeatVector") }),
  },
  {
    name: "Cropping2D",
    ranks: [3],
    layer(draw, shape) {
      const { sides, format } = drawLayout(draw, shape);
      const cropping = drawEdges(
        draw,
        sides.map((side) => side - 1),
      );
      return tf.layers.cropping2D({ cropping, ...format, name: draw.name("Cropping2D") });
    },
  },
  {
    name: "ZeroPadding2D",
    ranks: [3],
    layer(draw, shape) {
      const { format } = drawLayout(draw, shape);
      const padding = drawEdges(draw, [4, 4]) as [number, number];
      return tf.layers.zeroPadding2d({ padding, ...format, name: draw.name("ZeroPadding2D") });
    },
  },
  {
    name: "UpSampling2D",
    ranks: [3],
    fits: few,
    layer(draw, shape) {
      const { format } = drawLayout(draw, shape);
      return tf.layers.upSampling2d({
        size: [draw.random.whole(1, 3), draw.random.whole(1, 3)],
        interpolation: draw.random.pick(["nearest", "bilinear"]),
        ...format,
        name: draw.name("UpSampling2D"),
      });
    },
  },
];
