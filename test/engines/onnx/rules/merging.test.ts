import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { translate } from "../../../../src/engines/onnx/translate";
import { agree } from "./agreement";

const { add, average, concatenate, conv2d, dot, maximum, minimum, multiply } = tf.layers;
type Shape = (number | null)[];
type Options = Record<string, unknown>;

/** A layer of several inputs of these shapes. */
function merged(layer: tf.layers.Layer, shapes: Shape[], dtype: tf.DataType = "float32"): tf.LayersModel {
  const inputs = shapes.map((shape) => tf.input({ shape, dtype }));
  return tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
}

/** The first two inputs lie with the channels first, behind a convolution; the third does not. */
function ofConvolutions(layer: tf.layers.Layer, ...others: Shape[]): tf.LayersModel {
  const image = tf.input({ shape: [5, 4, 3] });
  const inputs = others.map((shape) => tf.input({ shape }));
  const convolved = [1, 2].map(
    (kernelSize) => conv2d({ filters: 3, kernelSize, padding: "same" }).apply(image) as tf.SymbolicTensor,
  );
  return tf.model({
    inputs: [image, ...inputs],
    outputs: layer.apply([...convolved, ...inputs]) as tf.SymbolicTensor,
  });
}

const atOnePlace = { Add: add, Multiply: multiply, Average: average, Maximum: maximum, Minimum: minimum };

for (const [kind, make] of Object.entries(atOnePlace)) {
  describe(kind, () => {
    agree({
      "two of two axes": () => merged(make(), [[4], [4]]),
      "three of four axes": () =>
        merged(make(), [
          [5, 4, 3],
          [5, 4, 3],
          [5, 4, 3],
        ]),
      "sizes of 1 are repeated": () =>
        merged(make(), [
          [5, 1, 3],
          [5, 4, 1],
          [1, 1, 3],
        ]),
      "missing axes lie behind the batch": () => merged(make(), [[5, 4, 3], [3], [4, 3]]),
      "the first has fewer axes": () => merged(make(), [[3], [5, 3]]),
      "open sizes": () =>
        merged(make(), [
          [null, 3],
          [null, 3],
        ]),
      "with the channels first in some": () => ofConvolutions(make(), [5, 4, 3]),
      "with the channels first in most, missing axes": () => ofConvolutions(make(), [3], [4, 3], [1, 1, 3]),
      "whole numbers": () => merged(make(), [[4], [4]], "int32"),
      "whole numbers and others": () => {
        const inputs = [tf.input({ shape: [6], dtype: "int32" }), tf.input({ shape: [6] })];
        return tf.model({ inputs, outputs: make().apply(inputs) as tf.SymbolicTensor });
      },
    });
  });
}

describe("Concatenate", () => {
  agree({
    "the last axis": () =>
      merged(concatenate(), [
        [5, 2],
        [5, 4],
        [5, 1],
      ]),
    "two axes": () => merged(concatenate(), [[2], [4]]),
    "the second axis": () =>
      merged(concatenate({ axis: 1 }), [
        [2, 4, 3],
        [5, 4, 3],
      ]),
    "channels that lie first": () => ofConvolutions(concatenate(), [5, 4, 2]),
    "rows where channels lie first": () => ofConvolutions(concatenate({ axis: 1 }), [2, 4, 3]),
    "columns where channels lie first": () => ofConvolutions(concatenate({ axis: 2 }), [5, 1, 3]),
    "open sizes": () =>
      merged(concatenate(), [
        [null, 3],
        [null, 2],
      ]),
    "whole numbers": () => merged(concatenate(), [[4], [2]], "int32"),
    "fractions and whole numbers": () => beside("float32", "int32"),
    "whole numbers and fractions, cut off": () => beside("int32", "float32"),
  });

  function beside(...dtypes: tf.DataType[]): tf.LayersModel {
    const inputs = dtypes.map((dtype) => tf.input({ shape: [6], dtype }));
    return tf.model({ inputs, outputs: concatenate().apply(inputs) as tf.SymbolicTensor });
  }

  test("an axis that TF.js takes for another is refused", () => {
    const model = merged(concatenate({ axis: -2, name: "beside" }), [
      [4, 3],
      [4, 3],
    ]);
    assert.throws(() => translate(model), /"beside" \(Concatenate\) has axis -2.*count from the front/);
  });
});

describe("Dot", () => {
  const dots: Record<string, [Options, Shape, Shape]> = {
    vectors: [{ axes: 1 }, [6], [6]],
    "vectors, from the end": [{ axes: -1 }, [6], [6]],
    "vectors to length 1": [{ axes: 1, normalize: true }, [6], [6]],
    "matrices, last with first": [{ axes: [2, 1] }, [4, 3], [3, 5]],
    "matrices, last with last": [{ axes: 2 }, [4, 3], [5, 3]],
    "matrices, first with first": [{ axes: 1 }, [3, 4], [3, 5]],
    "matrices, first with last": [{ axes: [1, 2] }, [3, 4], [5, 3]],
    "matrices to length 1": [{ axes: [1, 2], normalize: true }, [3, 4], [5, 3]],
    "a matrix and a vector": [{ axes: [2, 1] }, [4, 3], [3]],
    "a matrix, its first axis, and a vector": [{ axes: 1 }, [3, 4], [3]],
    "a vector and a matrix": [{ axes: [1, 1] }, [3], [3, 5]],
    "a vector and a matrix's last axis": [{ axes: [1, 2] }, [3], [5, 3]],
  };
  agree(
    Object.fromEntries(
      Object.entries(dots).map(([name, [options, ...shapes]]) => [
        name,
        () => merged(dot(options as unknown as Parameters<typeof dot>[0]), shapes),
      ]),
    ),
  );
  agree({
    "what TF.js divides by at least": () => {
      const inputs = [tf.input({ shape: [6] }), tf.input({ shape: [6] })];
      const small = tf.layers.rescaling({ scale: 1e-5 });
      const outputs = dot({ axes: 1, normalize: true }).apply(
        inputs.map((input) => small.apply(input) as tf.SymbolicTensor),
      );
      return tf.model({ inputs, outputs: outputs as tf.SymbolicTensor });
    },
  });

  test("over the batch is refused", () => {
    const inputs = [tf.input({ batchShape: [2, 6] }), tf.input({ batchShape: [2, 6] })];
    const outputs = dot({ axes: 0, name: "across" }).apply(inputs) as tf.SymbolicTensor;
    assert.throws(() => translate(tf.model({ inputs, outputs })), /"across" \(Dot\) has axes 0.*the batch/);
  });
});
