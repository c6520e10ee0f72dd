import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { translate } from "../../../../src/engines/onnx/translate";
import { agree, type Case, chain } from "./agreement";

const { categoryEncoding, conv2d, dense, embedding, flatten, rescaling } = tf.layers;

/** A layer on whole numbers from 0 to 6, which lie in the input as the one type or the other. */
function ofNumbers(shape: (number | null)[], ...layers: (() => tf.layers.Layer)[]): Record<string, Case> {
  return Object.fromEntries(
    (["int32", "float32"] as const).map((dtype) => [
      `${shape.join(" x ")} as ${dtype}`,
      {
        holding: { vocabulary: 7 },
        build: () => {
          const inputs = tf.input({ shape, dtype });
          const apply = (x: tf.SymbolicTensor, make: () => tf.layers.Layer) =>
            make().apply(x) as tf.SymbolicTensor;
          // CategoryEncoding changes the shape of the very tensor that it takes: not the input's.
          const again = tf.layers.reshape({ targetShape: shape }).apply(inputs) as tf.SymbolicTensor;
          return tf.model({ inputs, outputs: layers.reduce(apply, again) });
        },
      },
    ]),
  );
}

describe("Embedding", () => {
  const table = () => embedding({ inputDim: 7, outputDim: 4 });
  agree(ofNumbers([5], table));
  agree(ofNumbers([5, 3], table));
  agree(ofNumbers([null], table));
  agree(ofNumbers([6], () => embedding({ inputDim: 7, outputDim: 4, inputLength: 6 }), flatten));
  agree({
    "of fractions: the row before them": {
      build: () =>
        chain([5], rescaling({ scale: 0.4, offset: 0.3 }), embedding({ inputDim: 7, outputDim: 4 })),
      holding: { vocabulary: 7 },
    },
  });
  describe("whose mask nobody asks for", () => {
    agree(
      ofNumbers(
        [5],
        () => embedding({ inputDim: 7, outputDim: 4, maskZero: true }),
        () => dense({ units: 3 }),
      ),
    );
  });
});

describe("CategoryEncoding", () => {
  const encoding = (outputMode?: "multiHot" | "count" | "oneHot") => () =>
    categoryEncoding({ numTokens: 7, ...(outputMode && { outputMode }) });
  agree(ofNumbers([5], encoding()));
  agree(ofNumbers([5], encoding("multiHot"), () => dense({ units: 3 })));
  agree(ofNumbers([5], encoding("count")));
  agree(ofNumbers([1], encoding("oneHot")));

  test("modes that TF.js does not finish are refused", () => {
    const layer = categoryEncoding({ numTokens: 7, outputMode: "tfIdf", name: "terms" });
    assert.throws(
      () => translate(chain([5], layer)),
      /"terms" \(CategoryEncoding\) has outputMode "tfIdf".*count, multiHot, oneHot/,
    );
  });
  test("inputs that TF.js cannot encode are refused", () => {
    const layer = categoryEncoding({ numTokens: 7, name: "terms" });
    assert.throws(() => translate(chain([5, 2], layer)), /"terms" .* has an input of 3 axes/);
  });
});

describe("Rescaling", () => {
  agree({
    "with an offset": () =>
      chain([5, 4, 3], rescaling({ scale: 1 / 127.5, offset: -1 }), dense({ units: 3 })),
    without: () => chain([5], rescaling({ scale: 3 })),
    "of what lies with the channels first": () =>
      chain([5, 4, 3], conv2d({ filters: 2, kernelSize: 2 }), rescaling({ scale: 2, offset: 1 })),
    "of whole numbers": () => {
      const inputs = tf.input({ shape: [5], dtype: "int32" });
      return tf.model({
        inputs,
        outputs: rescaling({ scale: 0.3, offset: 1 }).apply(inputs) as tf.SymbolicTensor,
      });
    },
  });
});
