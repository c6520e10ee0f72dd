import * as tf from "@tensorflow/tfjs";
import type { Draw } from "../growth";
import { activationAndBias, channelsLast, drawLayout, drawWindow, type SimpleKind } from "./kind";

const filters = ({ random }: Draw) => random.whole(1, 5);

/** What all convolutions over images and volumes share. */
function drawConvolution(draw: Draw, shape: readonly number[], how: { dilated?: boolean } = {}) {
  const { sides, format } = drawLayout(draw, shape);
  return { ...drawWindow(draw, sides, how), ...format, ...activationAndBias(draw) };
}

export const convolutions: SimpleKind[] = [
  {
    name: "Conv1D",
    ranks: [2],
    layer: (draw, shape) =>
      // Not channelsFirst: TF.js's layer then makes another shape than it states.
      tf.layers.conv1d({
        ...drawWindow(draw, channelsLast(shape).sides),
        ...activationAndBias(draw),
        filters: filters(draw),
        name: draw.name("Conv1D"),
      }),
  },
  {
    name: "Conv2D",
    ranks: [3],
    layer(draw, shape) {
      const options = drawConvolution(draw, shape);
      return tf.layers.conv2d({ ...options, filters: filters(draw), name: draw.name("Conv2D") });
    },
  },
  {
    name: "Conv3D",
    ranks: [4],
    layer(draw, shape) {
      const options = drawConvolution(draw, shape);
      return tf.layers.conv3d({ ...options, filters: filters(draw), name: draw.name("Conv3D") });
    },
  },
  {
    name: "Conv2DTranspose",
    ranks: [3],
    fits: (shape) => tf.util.sizeFromShape([...shape]) <= 120,
    layer(draw, shape) {
      const options = drawConvolution(draw, shape, { dilated: false });
      return tf.layers.conv2dTranspose({
        ...options,
        filters: filters(draw),
        name: draw.name("Conv2DTranspose"),
      });
    },
  },
  {
    name: "Conv3DTranspose",
    ranks: [4],
    fits: (shape) => tf.util.sizeFromShape([...shape]) <= 60,
    layer(draw, shape) {
      const options = drawConvolution(draw, shape, { dilated: false });
      return tf.layers.conv3dTranspose({
        ...options,
        filters: draw.random.whole(1, 3),
        name: draw.name("Conv3DTranspose"),
      });
    },
  },
  {
    name: "DepthwiseConv2D",
    ranks: [3],
    layer(draw, shape) {
      const options = drawConvolution(draw, shape, { dilated: false });
      return tf.layers.depthwiseConv2d({
        ...options,
        kernelSize: options.kernelSize as [number, number],
        // TF.js takes a dilation and leaves it out of account.
        ...(draw.random.chance(0.2) && { dilationRate: 2 }),
        depthMultiplier: draw.random.whole(1, 3),
        name: draw.name("DepthwiseConv2D"),
      });
    },
  },
  {
    name: "SeparableConv2D",
    ranks: [3],
    layer(draw, shape) {
      const options = drawConvolution(draw, shape);
      return tf.layers.separableConv2d({
        ...options,
        // TF.js adds the bias along another axis then, which throws, and takes a softmax over another than elsewhere.
        ...(options.dataFormat && { useBias: false, activation: "relu" }),
        filters: filters(draw),
        depthMultiplier: draw.random.whole(1, 2),
        name: draw.name("SeparableConv2D"),
      });
    },
  },
];
