import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { onBackend } from "../../../src/engines/backend";
import type { Values } from "../../../src/engines/onnx/graph";
import { readWeight } from "../../../src/engines/onnx/weights";
import { available, backends } from "../../support/engines";

/** The weight of a layer of that shape: 0, 1, 2 … */
function counting(shape: number[]): {
  layer: tf.layers.Layer;
  given: Float32Array;
  weight: tf.LayerVariable;
} {
  const given = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => i);
  const layer = tf.layers.prelu({ inputShape: shape, weights: [tf.tensor(given, shape)] });
  tf.sequential({ layers: [layer] });
  return { layer, given, weight: layer.weights[0] as tf.LayerVariable };
}

/** numpy.transpose, value by value. */
function permuted(values: Float32Array, shape: readonly number[], perm: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1)));
  const sizes = perm.map((axis) => shape[axis] as number);
  return Float32Array.from(values, (_, position) => {
    let rest = position;
    let from = 0;
    for (let i = perm.length - 1; i >= 0; i--) {
      from += (rest % (sizes[i] as number)) * (strides[perm[i] as number] as number);
      rest = Math.floor(rest / (sizes[i] as number));
    }
    return values[from] as number;
  });
}

function joined(pieces: Iterable<Values>): number[] {
  return [...pieces].flatMap((piece) => Array.from(piece as Float32Array));
}

describe("a weight's axes", () => {
  const shapes = { 2: [5, 3], 3: [2, 3, 5], 4: [2, 3, 4, 5], 5: [2, 3, 2, 4, 5] };
  const perms = [
    [1, 0],
    [2, 1, 0],
    [3, 2, 0, 1],
    [2, 3, 0, 1],
    [3, 2, 1, 0],
    [4, 3, 0, 1, 2],
  ];
  for (const backend of backends) {
    for (const perm of perms) {
      test(`in the order ${perm.join()}, on ${backend}`, () => {
        onBackend(backend, () => {
          const shape = shapes[perm.length as keyof typeof shapes];
          const { layer, given, weight } = counting(shape);
          const before = tf.memory().numTensors;
          const read = readWeight(weight, { perm });
          const expected = permuted(given, shape, perm);
          assert.deepEqual(
            read.dims,
            perm.map((axis) => shape[axis]),
          );
          assert.deepEqual(read.values(), expected);
          assert.deepEqual(joined(read.pieces?.() ?? []), [...expected]);
          assert.equal(tf.memory().numTensors, before);
          layer.dispose();
        });
      });
    }
  }
});

test(
  "values that TensorFlow has not been given yet are read where they lie, others in pieces",
  { skip: !available.includes("tensorflow") },
  () => {
    onBackend("tensorflow", () => {
      const { layer, given, weight } = counting([3, 500_000]); // more than one piece
      const { pieces } = readWeight(weight, {});
      const read = [...(pieces?.() ?? [])];
      assert.equal(read.length, 1);
      assert.equal(read[0]?.buffer, given.buffer);
      tf.tidy(() => void weight.read().add(1));
      const later = [...(pieces?.() ?? [])];
      assert.equal(later.length, 2);
      assert.ok(later.every(({ buffer }) => buffer !== given.buffer));
      assert.deepEqual(
        Buffer.concat(later.map((piece) => Buffer.from(piece.buffer))),
        Buffer.from(given.buffer),
      );
      layer.dispose();
    });
  },
);
