import * as tf from "@tensorflow/tfjs";
import { l2Pooling2d } from "../../../../src/layers/l2Pooling2d";
import { subsampling2d } from "../../../../src/layers/subsampling2d";
import type { Draw } from "../growth";
import { channelsLast, drawLayout, longestStride, type SimpleKind } from "./kind";

/** A window that fits; its strides are sometimes left to TF.js, which takes the window's size. */
function drawPool({ random }: Draw, sides: readonly number[]) {
  const padding: "same" | "valid" = random.pick(["same", "valid"]);
  const poolSize = sides.map((side) => random.whole(1, padding === "same" ? 4 : Math.min(side, 4)));
  const strides = poolSize.map((size) => random.whole(1, longestStride(sides.length, padding, size)));
  return { padding, poolSize, ...(random.chance(0.7) && { strides }) };
}

/** TF.js declares its lists as long as there are sides; ours are. */
type Pool1D = Parameters<typeof tf.layers.maxPooling1d>[0];
type Pool2D = Parameters<typeof tf.layers.maxPooling2d>[0];
type Pool3D = Parameters<typeof tf.layers.maxPooling3d>[0];

function pool1d(name: string, make: (config: Pool1D) => tf.layers.Layer): SimpleKind {
  return {
    name,
    ranks: [2],
    layer(draw, shape) {
      const { padding, poolSize, strides } = drawPool(draw, channelsLast(shape).sides);
      const [size] = poolSize as [number];
      return make({
        padding,
        poolSize: size,
        ...(strides && { strides: strides[0] }),
        name: draw.name(name),
      });
    },
  };
}

function pool2d(name: string, make: (config: Pool2D) => tf.layers.Layer): SimpleKind {
  return {
    name,
    ranks: [3],
    layer(draw, shape) {
      const { sides, format } = drawLayout(draw, shape);
      return make({ ...drawPool(draw, sides), ...format, name: draw.name(name) } as Pool2D);
    },
  };
}

function pool3d(name: string, make: (config: Pool3D) => tf.layers.Layer): SimpleKind {
  return {
    name,
    ranks: [4],
    layer(draw, shape) {
      const { sides, format } = drawLayout(draw, shape);
      return make({ ...drawPool(draw, sides), ...format, name: draw.name(name) } as Pool3D);
    },
  };
}

type Global2D = Parameters<typeof tf.layers.globalMaxPooling2d>[0];

function global2d(name: string, make: (config: Global2D) => tf.layers.Layer): SimpleKind {
  return {
    name,
    ranks: [3],
    layer: (draw, shape) => make({ ...drawLayout(draw, shape).format, name: draw.name(name) }),
  };
}

export const poolings: SimpleKind[] = [
  pool1d("AveragePooling1D", (config) => tf.layers.averagePooling1d(config)),
  pool1d("MaxPooling1D", (config) => tf.layers.maxPooling1d(config)),
  pool2d("AveragePooling2D", (config) => tf.layers.averagePooling2d(config)),
  pool2d("MaxPooling2D", (config) => tf.layers.maxPooling2d(config)),
  pool3d("AveragePooling3D", (config) => tf.layers.averagePooling3d(config)),
  pool3d("MaxPooling3D", (config) => tf.layers.maxPooling3d(config)),
  global2d("GlobalAveragePooling2D", (config) => tf.layers.globalAveragePooling2d(config)),
  global2d("GlobalMaxPooling2D", (config) => tf.layers.globalMaxPooling2d(config)),
  {
    name: "GlobalAveragePooling1D",
    ranks: [2],
    layer: ({ name }) => tf.layers.globalAveragePooling1d({ name: name("GlobalAveragePooling1D") }),
  },
  {
    name: "GlobalMaxPooling1D",
    ranks: [2],
    layer: ({ name }) => tf.layers.globalMaxPooling1d({ name: name("GlobalMaxPooling1D") }),
  },
  {
    name: "L2Pooling2D",
    ranks: [3],
    layer: (draw, shape) =>
      l2Pooling2d({
        ...(drawPool(draw, channelsLast(shape).sides) as Pool2D),
        name: draw.name("L2Pooling2D"),
      }),
  },
  {
    name: "Subsampling2D",
    ranks: [3],
    fits: ([height = 0, width = 0]) => height >= 2 && width >= 2,
    layer: ({ name }) => subsampling2d({ name: name("Subsampling2D") }),
  },
];
