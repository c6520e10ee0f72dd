import assert from "node:assert/strict";
import { before, describe, it, mock } from "node:test";
import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { engines } from "../../src/engines";
import { type Displayable, jupyterDisplay } from "../../src/notebook/display";
import { showTensors } from "../../src/notebook/tensors";

showTensors();

const lines = (...text: string[]) => text.join("\n");

describe("a tensor", () => {
  before(() => void tf.setBackend("cpu"));

  const cases: [what: string, tensor: () => tf.Tensor, text: string][] = [
    ["a scalar", () => tf.scalar(0.1), lines("Tensor float32 []", "0.1")],
    [
      "whole numbers",
      () => tf.tensor1d([16777216, -3], "int32"),
      lines("Tensor int32 [2]", "[16777216,       -3]"),
    ],
    [
      "a matrix, its columns aligned",
      () => tf.tensor2d([[1.5, 2], [-5.123456789, 1e-9]]), // prettier-ignore
      lines("Tensor float32 [2, 2]", "[[    1.5,       2],", " [-5.1235,    1e-9]]"),
    ],
    [
      "what is no number",
      () => tf.tensor1d([NaN, -Infinity]),
      lines("Tensor float32 [2]", "[      NaN, -Infinity]"),
    ],
    ["truth values", () => tf.tensor1d([true, false]), lines("Tensor bool [2]", "[ true, false]")],
    [
      "texts, the long one cut",
      () => tf.tensor1d(["a\n", "b".repeat(80)]),
      lines("Tensor string [2]", `["a\\n", "${"b".repeat(50)}…"]`),
    ],
    ["complex numbers", () => tf.complex([1, 2], [-3, 4]), lines("Tensor complex64 [2]", "[1 - 3i, 2 + 4i]")],
    ["no values", () => tf.zeros([0, 3]), "Tensor float32 [0, 3]"],
    [
      "more values than are shown",
      () => tf.range(0, 12, 1, "int32"),
      lines("Tensor int32 [12]", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …]"),
    ],
    [
      "matrices, apart from each other",
      () => tf.range(0, 12, 1, "int32").reshape([3, 2, 2]),
      lines("Tensor int32 [3, 2, 2]", "[[[0, 1],", "  [2, 3]],", "", " [[4, 5],", "  [6, 7]],", "", " …]"),
    ],
  ];
  for (const [what, tensor, text] of cases) {
    it(`shows ${what}`, async () => {
      const value = tensor();
      assert.equal(inspect(value), text);
      const bundle = await (value as unknown as Displayable)[jupyterDisplay]();
      assert.deepEqual(bundle, { "text/plain": text });
    });
  }

  it("shows the values that TensorFlow.js reads, at the beginning of each axis", () => {
    const tensor = tf.randomUniform([3, 4, 12, 11], 0, 1, "float32", 5);
    const shown = [
      ...inspect(tensor)
        .split("\n")
        .slice(1)
        .join("\n")
        .matchAll(/[\d.e-]+/g),
    ].map(Number);
    const read = tensor.bufferSync();
    const expected: number[] = [];
    for (let a = 0; a < 2; a++)
      for (let b = 0; b < 2; b++)
        for (let c = 0; c < 10; c++) for (let d = 0; d < 10; d++) expected.push(read.get(a, b, c, d));
    assert.deepEqual(
      shown,
      expected.map((value) => Number(value.toPrecision(5))),
    );
  });

  it("is a line within another value", () => {
    assert.equal(inspect({ images: tf.zeros([2, 3]) }), "{ images: Tensor float32 [2, 3] }");
  });

  it("says that it is disposed", () => {
    const tensor = tf.zeros([2, 3]);
    tensor.dispose();
    assert.equal(inspect(tensor), "Tensor float32 [2, 3], disposed");
  });
});

it("a large tensor is not read whole, and none is left behind", () => {
  const large = tf.zeros([100, 100, 100]);
  const whole = mock.method(large, "dataSync");
  const { numTensors } = tf.memory();
  inspect(large);
  assert.equal(whole.mock.callCount(), 0);
  assert.equal(tf.memory().numTensors, numTensors);
});

for (const { name, available } of engines()) {
  if (name === "onnxruntime" || !available) continue;
  it(`the engine ${name} shows the same`, () => {
    void tf.setBackend(name);
    const numbers = tf.range(0, 3000, 1, "int32").reshape([300, 10]);
    const truths = tf.fill([300], 1, "bool");
    const texts = tf.tensor1d(new Array<string>(300).fill("q"));
    assert.match(inspect(numbers), /\n \[90, 91, 92, 93, 94, 95, 96, 97, 98, 99\],\n …\]$/);
    assert.match(inspect(truths), /^Tensor bool \[300\]\n\[true, true, .*…\]$/);
    assert.match(inspect(texts), /^Tensor string \[300\]\n\["q", "q", .*…\]$/);
  });
}

it("a variable and what a layer puts out", () => {
  assert.equal(inspect(tf.variable(tf.ones([2]), true, "rate")), 'Variable "rate" float32 [2]\n[1, 1]');
  assert.equal(
    inspect(tf.input({ shape: [28, 28, 1], name: "image" })),
    'SymbolicTensor "image" float32 [None, 28, 28, 1]',
  );
});
