import * as tf from "@tensorflow/tfjs";
import type { Growth, Value } from "../growth";
import type { Kind } from "./kind";

/** Two or three values, the first of any rank, the others of the shapes that `shapeOf` draws from its shape. */
function several(growth: Growth, shapeOf: (shape: readonly number[]) => number[]): Value[] {
  const first = growth.take(growth.random.whole(1, 3), undefined, { masked: false });
  const values = [first];
  for (let more = growth.random.whole(1, 2); more > 0; more--) {
    values.push(growth.like(shapeOf(first.shape), values));
  }
  return growth.random.shuffled(values);
}

/** The same shape, or one that broadcasts against it: with sizes of 1, or without its first axes. */
function broadcastable({ random }: Growth, shape: readonly number[]): number[] {
  if (random.chance(0.6)) return [...shape];
  if (random.chance(0.5)) return shape.slice(random.whole(0, shape.length - 1));
  return shape.map((size) => (random.chance(0.5) ? 1 : size));
}

function elementwise(name: string, make: (config: { name: string }) => tf.layers.Layer): Kind {
  return {
    name,
    add(growth) {
      const values = several(growth, (shape) => broadcastable(growth, shape));
      growth.apply(make({ name: growth.name(name) }), values);
    },
  };
}

const concatenate: Kind = {
  name: "Concatenate",
  add(growth) {
    const { random, name } = growth;
    const first = growth.take(random.whole(1, 3), undefined, { masked: false });
    const axis = random.whole(1, first.shape.length);
    const shape = first.shape.map((size, i) => (i === axis - 1 ? random.whole(1, 4) : size));
    const values = random.shuffled([first, growth.like(shape, [first])]);
    const option = axis === first.shape.length && random.chance(0.5) ? {} : { axis };
    growth.apply(tf.layers.concatenate({ ...option, name: name("Concatenate") }), values);
  },
};

/** Vectors or sequences in either place, along axes of the same size. */
const dot: Kind = {
  name: "Dot",
  add(growth) {
    const { random, name } = growth;
    const first = growth.take(random.whole(1, 2), undefined, { masked: false });
    const axis = random.whole(1, first.shape.length);
    const length = first.shape[axis - 1] as number;
    const shape = random.pick([[length], [length, random.whole(1, 5)], [random.whole(1, 5), length]]);
    const otherAxis = shape.indexOf(length) + 1;
    const second = growth.like(shape, [first]);
    const last = axis === first.shape.length && otherAxis === shape.length;
    const axes = last && random.chance(0.3) ? -1 : [axis, otherAxis];
    const normalize = random.chance(0.3);
    const options = { axes: axes as number, normalize, name: name("Dot") };
    growth.apply(tf.layers.dot(options), [first, second]);
  },
};

export const mergingKinds: Kind[] = [
  elementwise("Add", (config) => tf.layers.add(config)),
  elementwise("Average", (config) => tf.layers.average(config)),
  elementwise("Maximum", (config) => tf.layers.maximum(config)),
  elementwise("Minimum", (config) => tf.layers.minimum(config)),
  elementwise("Multiply", (config) => tf.layers.multiply(config)),
  concatenate,
  dot,
];
