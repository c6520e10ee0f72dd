import * as tf from "@tensorflow/tfjs";
import { type Growth, outputsOf } from "../growth";
import type { Kind } from "./kind";
import { simpleKinds } from "./simple";

/**
 * Kinds that may lie in others: none that reads masks, since TF.js hands them on to what is inside, and no crop, which there
 * changes the shape that the layers beside it are told.
 */
const inner = simpleKinds.filter(({ name, mask }) => !mask && name !== "CenterCrop");

function innerLayer(growth: Growth, shape: readonly number[]): tf.layers.Layer {
  const suitable = inner.filter(
    ({ name, ranks, fits }) =>
      growth.supports(name) && ranks.includes(shape.length) && (fits?.(shape) ?? true),
  );
  return growth.random.pick(suitable).layer(growth, shape);
}

/** A few layers, one behind the other, for values of this shape. */
function stack(growth: Growth, shape: readonly (number | null)[]): tf.layers.Layer[] {
  const layers: tf.layers.Layer[] = [];
  // TF.js leaves a size open where a reshape is told to find it; nothing can follow then.
  for (let more = growth.random.whole(1, 3); more > 0 && !shape.includes(null); more--) {
    const layer = innerLayer(growth, shape as number[]);
    layers.push(layer);
    shape = (layer.computeOutputShape([null, ...shape]) as tf.Shape).slice(1);
  }
  return layers;
}

function sequential(growth: Growth, inputShape: number[]): tf.Sequential {
  const { name } = growth;
  const layers = [
    tf.layers.inputLayer({ inputShape, name: name("InputLayer") }),
    ...stack(growth, inputShape),
  ];
  return tf.sequential({ layers, name: name("Sequential") });
}

/** A model with one or two branches, each of them an output. */
function functional(growth: Growth, shape: number[]): tf.LayersModel {
  const { random, name } = growth;
  const inputs = tf.input({ shape, name: name("Input") });
  const branch = () =>
    stack(growth, shape).reduce((x, layer) => outputsOf(layer, [x])[0] as tf.SymbolicTensor, inputs);
  const outputs = Array.from({ length: random.whole(1, 2) }, branch);
  return tf.model({ inputs, outputs, name: name("Model") });
}

/** A layer of one input, called once more on another value of the same shape. */
export const sharedLayer: Kind = {
  name: "shared layer",
  add(growth) {
    const few = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]) <= 150;
    // Not a recurrent layer in a model that masks: its second call would be without.
    const known = growth.layers.filter(
      ({ layer, shape }) => few(shape) && !(growth.masking && "returnSequences" in layer),
    );
    if (known.length > 0) {
      const { layer, shape } = growth.random.pick(known);
      growth.apply(layer, [growth.like(shape, [])]);
    } else {
      const first = growth.take(growth.random.whole(1, 3), few);
      const layer = innerLayer(growth, first.shape);
      growth.apply(layer, [first]);
      growth.apply(layer, [growth.like(first.shape, [first])]);
    }
  },
};

/** Models as layers; what is in them is in the table of layers. */
export const modelKinds: Kind[] = [
  {
    name: "Sequential",
    add(growth) {
      const value = growth.take(growth.random.whole(1, 3), undefined, { masked: false });
      growth.apply(sequential(growth, value.shape), [value]);
    },
  },
  {
    name: "Model",
    add(growth) {
      const value = growth.take(growth.random.whole(1, 3), undefined, { masked: false });
      growth.apply(functional(growth, value.shape), [value]);
    },
  },
];

export const timeDistributed: Kind = {
  name: "TimeDistributed",
  add(growth) {
    const { random, name } = growth;
    const value = growth.take(random.whole(2, 4));
    const step = value.shape.slice(1);
    const layer = random.chance(0.2) ? sequential(growth, step) : innerLayer(growth, step);
    growth.apply(tf.layers.timeDistributed({ layer, name: name("TimeDistributed") }), [value]);
  },
};
